import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { certificatesOf, FILES } from './trust-stores.js';
import type { Certificate, TlsReport } from './types.js';

/** certbot and others write a site's certificate by itself, and beside it once more with its issuer's. */
function wholeBeside(path: string, leaf: Certificate): string | undefined {
  const names = readdirSync(dirname(path)).filter(name => /chain.*\.(?:pem|crt|cer|cert)$/i.test(name));
  return names
    .slice(0, FILES)
    .map(name => join(dirname(path), name))
    .find(other => {
      const [first, ...more] = certificatesOf(other);
      return more.length > 0 && first?.fingerprint256 === leaf.fingerprint;
    });
}

/** Which of the files that the server's settings name holds the certificate that it serves, and where its chain is whole. */
export function servedFile(files: readonly string[], leaf: Certificate): TlsReport['servedFile'] {
  const path = files.find(each => certificatesOf(each)[0]?.fingerprint256 === leaf.fingerprint);
  if (path === undefined) return undefined;
  const whole = wholeBeside(path, leaf);
  return { path, ...(whole !== undefined && { whole }) };
}
