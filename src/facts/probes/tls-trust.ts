import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DetailedPeerCertificate } from 'node:tls';
import type { TlsReport } from './types.js';

/** Where other clients than node keep the authorities that they trust. */
const stores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
  '/etc/ssl/ca-bundle.pem',
];
/** Variables that name a file of authorities: OpenSSL's (curl, Python, Ruby), curl's, requests', and git's. */
const variables = ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'];
const SIZE = 2 * 1024 * 1024;
const FILES = 200;

const inPem = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;

function certificatesIn(pem: string): X509Certificate[] {
  const found: X509Certificate[] = [];
  for (const [text] of pem.matchAll(inPem)) {
    try {
      found.push(new X509Certificate(text));
    } catch {
      // Not a certificate after all: somebody else's broken file is no fault of this server.
    }
  }
  return found;
}

function certificatesOf(path: string | undefined): X509Certificate[] {
  try {
    if (path === undefined || statSync(path).size > SIZE) return [];
    return certificatesIn(readFileSync(path, 'latin1'));
  } catch {
    return [];
  }
}

const issued = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
};

/** The last certificate of the chain is one of these authorities, or issued by one. */
const anchored = (top: X509Certificate, roots: readonly X509Certificate[]): boolean =>
  roots.some(root => root.fingerprint256 === top.fingerprint256 || issued(top, root));

/** Looks for the certificate that issued this one, in the files of some directories. */
function issuerIn(
  certificate: X509Certificate,
  directories: readonly string[],
): { path: string; selfSigned: boolean } | undefined {
  for (const directory of new Set(directories)) {
    let names: string[] = [];
    try {
      names = readdirSync(directory)
        .filter(name => /\.(pem|crt|cer|cert|chain)$/i.test(name))
        .slice(0, FILES);
    } catch {
      // A directory that cannot be listed tells nothing.
    }
    for (const name of names) {
      const path = join(directory, name);
      const issuer = certificatesOf(path).find(candidate => issued(certificate, candidate));
      if (issuer) return { path, selfSigned: issued(issuer, issuer) };
    }
  }
  return undefined;
}

const dateCodes = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const issuerCodes = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;

/** What OpenSSL would say of a chain without an anchor, dates apart. */
const unanchored = (chain: readonly X509Certificate[]): string => {
  const top = chain.at(-1);
  if (top === undefined || !issued(top, top))
    return chain.length === 1 ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
  return chain.length === 1 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN';
};

/**
 * Second opinion on a chain that node did not accept for `code`: whether its top is trusted here at all, whatever
 * its dates; by the system's stores where node's own does not know it; and where a missing issuer lies.
 */
export async function trustOf(
  peers: readonly DetailedPeerCertificate[],
  code: string,
  directories: readonly string[],
): Promise<Pick<TlsReport, 'untrusted' | 'trustedBySystem' | 'issuerFile'>> {
  const { rootCertificates } = await import('node:tls');
  const chain = peers.map(peer => new X509Certificate(peer.raw));
  const top = chain.at(-1);
  if (top === undefined || (!issuerCodes.test(code) && !dateCodes.has(code))) return { untrusted: code };
  const ofNode = [
    ...certificatesOf(process.env.NODE_EXTRA_CA_CERTS),
    ...(dateCodes.has(code) ? certificatesIn(rootCertificates.join('\n')) : []),
  ];
  const byNode = anchored(top, ofNode);
  if (byNode) return { untrusted: dateCodes.has(code) ? code : null };
  const files = [...variables.map(name => process.env[name]), ...stores];
  const bySystem = files.some(path => anchored(top, certificatesOf(path)));
  if (bySystem) return { untrusted: dateCodes.has(code) ? code : null, trustedBySystem: true };
  const near = [
    ...directories,
    ...[process.env.NODE_EXTRA_CA_CERTS, ...variables.map(name => process.env[name])]
      .filter(path => path !== undefined)
      .map(path => dirname(path)),
  ];
  return {
    untrusted: issuerCodes.test(code) ? code : unanchored(chain),
    trustedBySystem: false,
    issuerFile: issued(top, top) ? null : (issuerIn(top, near) ?? null),
  };
}
