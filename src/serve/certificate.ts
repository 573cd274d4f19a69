import type { Place } from './listen/addresses.js';

/** A key and its certificate chain in PEM, as node's TLS takes them. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** What a certificate made for this run is to be: `sound` but for nobody knowing who signed it, or wrong on purpose. */
export type CertificateKind = 'sound' | 'expired' | 'wrong-name';

const day = 86_400_000;
const pem = (label: string, bytes: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()}\n-----END ${label}-----\n`;

/**
 * Makes a self-signed certificate (P-256, RFC 5280) for `localhost` and these addresses, valid from yesterday on for 30
 * days. `expired` ended yesterday; `wrong-name` is for `wrong.example` alone. The library is loaded here and not before.
 */
export const makeCertificate = async (places: readonly Place[], kind: CertificateKind): Promise<KeyPair> => {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const { webcrypto } = await import('node:crypto');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const addresses = places.map(({ address }) => ({ type: 'ip' as const, value: address.split('%')[0]! }));
  const names =
    kind === 'wrong-name'
      ? [{ type: 'dns' as const, value: 'wrong.example' }]
      : [{ type: 'dns' as const, value: 'localhost' }, ...addresses];
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: kind === 'wrong-name' ? 'CN=wrong.example' : 'CN=localhost',
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
      .toString('hex')
      .replace(/^[89a-f]/, '1'),
    notBefore: new Date(now - (kind === 'expired' ? 30 * day : day)),
    notAfter: new Date(now + (kind === 'expired' ? -day : 30 * day)),
    signingAlgorithm: algorithm,
    keys: keys as Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[0]['keys'],
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: pem('PRIVATE KEY', key), cert: certificate.toString('pem') };
};
