import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsReport } from './types.js';

/** Whether one certificate was issued, and signed, by another. */
export const issued = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
};

/** Where other clients than node keep the authorities that they trust. */
const stores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
  '/etc/ssl/ca-bundle.pem',
];
const SIZE = 2 * 1024 * 1024;
/** Most files of a directory that are looked at. */
export const FILES = 200;

const inPem = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** The certificates in a text; what cannot be read as one is left out. */
export function certificatesIn(pem: string): X509Certificate[] {
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

/** The certificates in a file; none where it cannot be read, or is a pipe, which may never have a writer. */
export function certificatesOf(path: string | undefined): X509Certificate[] {
  try {
    if (path === undefined) return [];
    const status = statSync(path);
    if (!status.isFile() || status.size > SIZE) return [];
    return certificatesIn(readFileSync(path, 'latin1'));
  } catch {
    return [];
  }
}

/** Those in a directory as `openssl rehash` leaves it: each file named by a hash. */
function certificatesUnder(directory: string | undefined): X509Certificate[] {
  try {
    return readdirSync(directory ?? '')
      .filter(name => /^[\da-f]{8}\.\d+$/.test(name))
      .slice(0, FILES)
      .flatMap(name => certificatesOf(join(directory!, name)));
  } catch {
    return [];
  }
}

/** The authorities of this machine's own store. */
export const ofSystem = (): X509Certificate[] => stores.flatMap(certificatesOf);
/** OpenSSL's variables take the place of the system's store: in Python, Ruby, Go and in curl. */
const ofOpenSsl = (): X509Certificate[] => {
  const { SSL_CERT_FILE, SSL_CERT_DIR } = process.env;
  return [
    ...(SSL_CERT_FILE ? certificatesOf(SSL_CERT_FILE) : ofSystem()),
    ...certificatesUnder(SSL_CERT_DIR),
  ];
};

/** Clients other than Node, and the authorities that each of them trusts by the variables that are set here. */
export function trusting(): Readonly<Record<'curl' | 'Python', readonly X509Certificate[]>> {
  const { CURL_CA_BUNDLE } = process.env;
  const Python = ofOpenSsl();
  return { curl: CURL_CA_BUNDLE ? certificatesOf(CURL_CA_BUNDLE) : Python, Python };
}

/** The variables that put a file in the place of the machine's store, as they are set here. */
export const replacing = (): readonly string[] =>
  ['SSL_CERT_FILE', 'CURL_CA_BUNDLE'].flatMap(name => {
    const path = process.env[name];
    return path ? [`${name}=${path}`] : [];
  });

/**
 * The variable that names curl another file of authorities than the machine's own, CURL_CA_BUNDLE before the other (curl(1),
 * ENVIRONMENT).
 */
export function curlsFile(): TlsReport['curlsFile'] {
  const setting = replacing().at(-1);
  const path = setting?.replace(/^[^=]*=/, '');
  if (setting === undefined || path === undefined || stores.includes(path)) return undefined;
  return { setting, empty: certificatesOf(path).length === 0 };
}

/** Whether those clients may trust others than Node does, though Node trusts what its own list has. */
export const mayDiffer = (): boolean => replacing().length > 0 || !stores.some(path => existsSync(path));

/** The authorities that Node was told to trust besides its own. */
export const toldToNode = (): X509Certificate[] => certificatesOf(process.env.NODE_EXTRA_CA_CERTS);

/** Variables that name a file of authorities: beside it others may lie. */
export const namedFiles = (): readonly string[] =>
  ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'].flatMap(
    name => process.env[name] ?? [],
  );
