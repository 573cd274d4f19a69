import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultOf } from '../../../src/facts/probes/tls-fitness.js';
import { authority } from './server.js';

const { directory, sign } = authority();
sign('leaf', 'inter', 'subjectAltName=DNS:shop.test\n', 20);
sign('past', 'ca', 'subjectAltName=DNS:shop.test\n', -1);
sign('client', 'inter', 'extendedKeyUsage=clientAuth\n', 20);
sign('below', 'leaf', 'subjectAltName=DNS:shop.test\n', 20);
const again = 'x509 -req -in leaf.csr -CA inter.pem -CAkey inter.key -CAcreateserial -sha1 -out weak.pem';
execFileSync('openssl', again.split(' '), { cwd: directory, stdio: 'pipe' });

it.each([
  ['leaf inter ca', null],
  ['leaf leaf', null],
  ['client inter ca', 'INVALID_PURPOSE'],
  ['below leaf inter ca', 'INVALID_CA'],
  ['weak inter ca', 'CA signature digest algorithm too weak'],
  ['weak weak', null],
  ['past ca', 'CERT_HAS_EXPIRED'],
])('says what OpenSSL has against %s', (names, fault) => {
  const way = names.split(' ').map(name => new X509Certificate(readFileSync(join(directory, `${name}.pem`))));
  expect(faultOf(way, Date.now())).toBe(fault);
});
