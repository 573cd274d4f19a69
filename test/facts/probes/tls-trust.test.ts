import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import type { DetailedPeerCertificate } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trustOf } from '../../../src/facts/probes/tls-trust.js';
import type { TlsReport } from '../../../src/facts/probes/types.js';
import { ask, authority, serve } from './server.js';

const { directory, sign } = authority();
const path = (name: string) => join(directory, name);
const names = ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'] as const;
const before = names.map(name => process.env[name]);

/** What a handshake with a server that sends these certificates tells, with these variables set. */
async function shaken(
  chain: readonly string[],
  variables: Partial<Record<(typeof names)[number], string>>,
  bundle?: string,
) {
  for (const name of names) delete process.env[name];
  for (const [name, file] of Object.entries(variables)) process.env[name] = path(file);
  if (bundle) process.env.CURL_CA_BUNDLE = bundle;
  const cert = chain.map(file => readFileSync(path(file), 'utf8')).join('');
  const { port, close } = await serve(
    https.createServer({ key: readFileSync(path('leaf.key')), cert }, (_, response) => response.end('hello')),
  );
  try {
    const probe = await ask('https://127.0.0.1:PORT/', port);
    return probe.conversations[0]?.tls as TlsReport;
  } finally {
    await close();
  }
}

beforeAll(() => {
  sign('leaf', 'ca', 'subjectAltName=IP:127.0.0.1\n', 20);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  writeFileSync(path('cross.ext'), 'basicConstraints=critical,CA:true\n');
  openssl('req', '-new', '-key', 'ca.key', '-subj', '/CN=Test Root', '-out', 'cross.csr');
  const past = ['-days', '-1', '-extfile', 'cross.ext'];
  openssl('x509', '-req', '-in', 'cross.csr', '-signkey', 'ca.key', ...past, '-out', 'old-ca.pem');
  // The same authority as a certificate of an older one, which has run out, as Let's Encrypt sent it in 2021.
  sign('oldroot', 'ca', 'basicConstraints=critical,CA:true\n', 20);
  const by = ['-CA', 'oldroot.pem', '-CAkey', 'oldroot.key', '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    'cross.csr',
    ...by,
    '-days',
    '-1',
    '-extfile',
    'cross.ext',
    '-out',
    'cross.pem',
  );
});
afterEach(() => {
  for (const [index, name] of names.entries())
    if (before[index] === undefined) delete process.env[name];
    else process.env[name] = before[index];
});

describe('whom a chain is trusted by', () => {
  it('is all but Node, where OpenSSL’s variable names its authority', async () => {
    const tls = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'ca.pem' });
    expect(tls).toMatchObject({ untrusted: null, trustedBySystem: true, refusedBy: ['Node'] });
  });

  it('is nobody, where the variables name another authority', async () => {
    const tls = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'oldroot.pem', CURL_CA_BUNDLE: 'oldroot.pem' });
    expect(tls).toMatchObject({ untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', trustedBySystem: false });
  });

  it('is Python without curl, where curl’s own variable names another', async () => {
    const tls = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'ca.pem', CURL_CA_BUNDLE: 'oldroot.pem' });
    expect(tls).toMatchObject({ untrusted: null, refusedBy: ['Node', 'curl'] });
    expect(tls.curlsFile).toEqual({ setting: `CURL_CA_BUNDLE=${path('oldroot.pem')}`, empty: false });
    const gone = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'ca.pem', CURL_CA_BUNDLE: 'gone.pem' });
    expect(gone.curlsFile).toMatchObject({ empty: true });
    const own = await shaken(
      ['leaf.pem'],
      { NODE_EXTRA_CA_CERTS: 'ca.pem' },
      '/etc/ssl/certs/ca-certificates.crt',
    );
    expect(own).toMatchObject({ refusedBy: ['curl', 'Python'] });
    expect(own.curlsFile).toBeUndefined();
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [path('pipe.pem')]);
    const tls = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'ca.pem', CURL_CA_BUNDLE: 'pipe.pem' });
    expect(tls.curlsFile).toMatchObject({ empty: true });
  });

  it('knows an authority that has run out and is not sent', async () => {
    const tls = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'old-ca.pem', CURL_CA_BUNDLE: 'old-ca.pem' });
    expect(tls).toMatchObject({ untrusted: 'CERT_HAS_EXPIRED', anchor: { subject: 'CN=Test Root' } });
    expect(tls.anchor!.validTo).toBeLessThan(Date.now());
  });

  it.each([
    ['a certificate for clients', 'extendedKeyUsage=clientAuth\n', 'INVALID_PURPOSE'],
    ['one for any use', 'extendedKeyUsage=anyExtendedKeyUsage\n', 'INVALID_PURPOSE'],
    ["one for servers in Microsoft's words", 'extendedKeyUsage=msSGC\n', null],
  ])('minds what a certificate is for, as OpenSSL does: %s', async (_, extensions, untrusted) => {
    sign('leaf', 'ca', `subjectAltName=IP:127.0.0.1\n${extensions}`, 20);
    const tls = await shaken(['leaf.pem'], { SSL_CERT_FILE: 'ca.pem' });
    sign('leaf', 'ca', 'subjectAltName=IP:127.0.0.1\n', 20);
    expect(tls).toMatchObject({ untrusted, trustedBySystem: true });
  });

  it('does not mind an old authority that is sent besides and has expired', async () => {
    const tls = await shaken(['leaf.pem', 'cross.pem'], { SSL_CERT_FILE: 'ca.pem' });
    expect(tls.chain).toHaveLength(2);
    expect(tls).toMatchObject({ untrusted: null, refusedBy: ['Node'] });
  });

  it('is asked of the others where Node was told of the authority', async () => {
    const tls = await shaken(['leaf.pem'], { NODE_EXTRA_CA_CERTS: 'ca.pem' });
    expect(tls).toMatchObject({ untrusted: null, refusedBy: ['curl', 'Python'], toldToNode: true });
  });

  it('knows an issuer that is no authority from a certificate that is not for servers', async () => {
    sign('middle', 'ca', 'basicConstraints=CA:false\n', 20);
    const [leaf, middle, ca] = ['leaf.pem', 'middle.pem', 'ca.pem'].map(
      name => ({ raw: new X509Certificate(readFileSync(path(name))).raw }) as DetailedPeerCertificate,
    );
    expect(await trustOf([leaf!, middle!, ca!], 'INVALID_PURPOSE', [])).toEqual({ untrusted: 'INVALID_CA' });
    expect(await trustOf([leaf!, ca!], 'INVALID_PURPOSE', [])).toEqual({ untrusted: 'INVALID_PURPOSE' });
  });

  it('is not told of a chain that node accepts and shows no whole of', async () => {
    sign('between', 'ca', 'basicConstraints=critical,CA:true\n', 20);
    sign('below', 'between', 'subjectAltName=IP:127.0.0.1\n', 20);
    for (const name of names) process.env[name] = path('ca.pem');
    const raw = (name: string) => new X509Certificate(readFileSync(path(name))).raw;
    const peer = (name: string) => ({ raw: raw(name) }) as DetailedPeerCertificate;
    expect(await trustOf([peer('below.pem')], null, [])).toEqual({ untrusted: null });
    process.env.CURL_CA_BUNDLE = path('oldroot.pem');
    const whole = [peer('below.pem'), peer('between.pem')];
    expect(await trustOf(whole, null, [])).toEqual({
      untrusted: null,
      toldToNode: true,
      refusedBy: ['curl'],
      curlsFile: { setting: `CURL_CA_BUNDLE=${path('oldroot.pem')}`, empty: false },
    });
  });

  it('is told where node, too, goes by the file that OpenSSL’s variable names (--use-openssl-ca)', async () => {
    delete process.env.NODE_EXTRA_CA_CERTS;
    process.env.SSL_CERT_FILE = path('ca.pem');
    process.env.CURL_CA_BUNDLE = path('oldroot.pem');
    const { raw } = new X509Certificate(readFileSync(path('leaf.pem')));
    expect(await trustOf([{ raw } as DetailedPeerCertificate], null, [])).toEqual({
      untrusted: null,
      refusedBy: ['curl'],
      curlsFile: { setting: `CURL_CA_BUNDLE=${path('oldroot.pem')}`, empty: false },
    });
  });
});
