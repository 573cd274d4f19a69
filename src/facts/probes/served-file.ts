import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attempt } from '../attempt.js';
import { issuerIn } from './tls-trust.js';
import { certificatesOf, FILES, issued } from './trust-stores.js';
import type { Certificate, TlsReport } from './types.js';

/** HAProxy and lighttpd have their key in the same file: no other one can take its place. */
const hasKey = (path: string): boolean => readFileSync(path, 'latin1').includes('PRIVATE KEY-----');

/** Whether a file has this certificate first, and its issuer's after it: one of another issuer is no help. */
function isWhole(path: string, { fingerprint }: Certificate): boolean {
  const [first, ...more] = certificatesOf(path);
  return first?.fingerprint256 === fingerprint && more.some(each => issued(first, each));
}

/** certbot and others write a site's certificate by itself, and beside it once more with its issuer's. */
function wholeBeside(path: string, leaf: Certificate): string | undefined {
  if (hasKey(path)) return undefined;
  const names = readdirSync(dirname(path)).filter(name => /chain.*\.(?:pem|crt|cer|cert)$/i.test(name));
  return names
    .slice(0, FILES)
    .map(name => join(dirname(path), name))
    .find(other => isWhole(other, leaf));
}

/**
 * Which of the files that the server's settings name holds the certificate that it serves, where its chain is whole, and
 * the issuer's file, if that lies beside it.
 */
export function servedFile(
  files: readonly string[],
  leaf: Certificate,
): Pick<TlsReport, 'servedFile' | 'issuerFile'> {
  for (const path of files) {
    const [served] = certificatesOf(path);
    if (served?.fingerprint256 !== leaf.fingerprint) continue;
    const issuerFile = issuerIn(served, [dirname(path)]);
    return { servedFile: withWhole(path, leaf), ...(issuerFile && { issuerFile }) };
  }
  return {};
}

function withWhole(path: string, leaf: Certificate): NonNullable<TlsReport['servedFile']> {
  // Made whole since the server read it.
  if (isWhole(path, leaf)) return { path, whole: path };
  // A folder may let its files be read, and not be listed, as /etc/ssl/private does for a group.
  const whole = attempt(() => wholeBeside(path, leaf));
  return { path, ...(whole !== undefined && { whole }) };
}
