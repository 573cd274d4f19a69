import { X509Certificate } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { withRenewals } from '../../../src/facts/probes/renewals.js';
import type { Probe, TlsReport } from '../../../src/facts/probes/types.js';
import type { System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';
import { attempt, certificate, said, shaken } from '../../support/talks.js';
import { authority } from './server.js';

const { directory, sign } = authority();
sign('site.test', 'ca', 'subjectAltName=DNS:site.test\n', 20);
const system = { read: (path: string) => readFileSync(path, 'utf8') } as Partial<System> as System;
const now = Date.now();

const served = (validTo: number): readonly Probe[] => [
  attempt([said({ asked: 'https', tls: shaken({ chain: [certificate({ validTo })] }) })]),
];
const naming = (...names: string[]) => {
  const path = join(mkdtempSync(join(directory, 'conf-')), 'nginx.conf');
  const text = names.map(name => `ssl_certificate ${name};`).join('\n');
  writeFileSync(path, text);
  return known([{ path, text, modifiedAt: 0 }], 'the test');
};
const found = async (probes: readonly Probe[], ...names: string[]) =>
  (await withRenewals(system, probes, naming(...names), [], now))[0]!.conversations[0]!.tls?.renewed?.path;

it('finds the newer certificate that the configuration names', async () => {
  expect(await found(served(now - 1), '../missing.pem', '../site.test.pem')).toBe(
    join(directory, 'site.test.pem'),
  );
});

it('takes no other file for newer where the server was told to show the old one', async () => {
  sign('old.test', 'ca', 'subjectAltName=DNS:old.test\n', 20);
  const { fingerprint256 } = new X509Certificate(readFileSync(join(directory, 'old.test.pem')));
  const chain = [certificate({ validTo: now - 1, fingerprint: fingerprint256 })];
  const heard = [attempt([said({ asked: 'https', tls: shaken({ chain }) })])];
  expect(await found(heard, '../site.test.pem', '../old.test.pem')).toBeUndefined();
  expect(await found(heard, '../site.test.pem')).toBe(join(directory, 'site.test.pem'));
});

it('finds it by the command line of the server', async () => {
  const server = running(42, ['hypercorn', '--certfile=site.test.pem', 'app:app'], { directory });
  const of = async (holder: typeof server) =>
    (await withRenewals(system, served(now - 1), known([], 'the test'), [holder], now))[0]!.conversations[0]!
      .tls?.renewed?.path;
  expect(await of(server)).toBe(join(directory, 'site.test.pem'));
  expect(await of({ ...server, directory: null })).toBeUndefined();
});

it('finds the file of a certificate that came alone, and the one beside it that has the whole chain', async () => {
  const own = join(directory, 'site.test.pem');
  const leaf = new X509Certificate(readFileSync(own));
  const chain = [certificate({ validTo: now + 1e6, fingerprint: leaf.fingerprint256 })];
  const tls = shaken({ chain, untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  const heard = [attempt([said({ asked: 'https', tls })])];
  const file = async () =>
    (await withRenewals(system, heard, naming('../ca.pem', '../site.test.pem'), [], now))[0]!
      .conversations[0]!.tls?.servedFile;
  expect(await file()).toEqual({ path: own });
  const whole = join(directory, 'fullchain.pem');
  writeFileSync(whole, [own, join(directory, 'ca.pem')].map(path => readFileSync(path, 'utf8')).join(''));
  expect(await file()).toEqual({ path: own, whole });
  // That of another authority does not make it whole.
  sign('other.test', 'ca', 'subjectAltName=DNS:other.test\n', 20);
  writeFileSync(
    whole,
    [own, join(directory, 'other.test.pem')].map(path => readFileSync(path, 'utf8')).join(''),
  );
  expect(await file()).toEqual({ path: own });
  // With its key in the same file, as HAProxy has it.
  appendFileSync(own, '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n');
  expect(await file()).toEqual({ path: own });
  // The issuer's was put behind it since.
  appendFileSync(own, readFileSync(join(directory, 'ca.pem')));
  expect(await file()).toEqual({ path: own, whole: own });
});

it('finds the issuer beside the file that the server was given', async () => {
  const leaf = new X509Certificate(readFileSync(join(directory, 'site.test.pem')));
  const chain = [certificate({ validTo: now + 1e6, fingerprint: leaf.fingerprint256 })];
  const issuerOf = async (issuerFile: TlsReport['issuerFile']) => {
    const tls = shaken({
      chain,
      untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ...(issuerFile && { issuerFile }),
    });
    const heard = [attempt([said({ asked: 'https', tls })])];
    return (await withRenewals(system, heard, naming('../site.test.pem'), [], now))[0]!.conversations[0]!.tls
      ?.issuerFile;
  };
  expect(await issuerOf(null)).toEqual({ path: join(directory, 'ca.pem'), selfSigned: true });
  const nearer = { path: '/srv/middle.pem', selfSigned: false };
  expect(await issuerOf(nearer)).toEqual(nearer);
});

it('does not look where the served one is valid, and takes no other subject and no garbage', async () => {
  expect(await found(served(now + 1e6), '../site.test.pem')).toBeUndefined();
  writeFileSync(join(directory, 'bad.pem'), '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----');
  expect(await found(served(now - 1), '../ca.pem', '../bad.pem')).toBeUndefined();
});
