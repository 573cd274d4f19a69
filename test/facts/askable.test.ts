import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import {
  checkAnyLeft,
  checkDestination,
  checkFamilies,
  checkSocket,
  checkZone,
} from '../../src/facts/askable.js';
import type { Asking } from '../../src/facts/questions.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { realSystem } from '../../src/system/real.js';
import { loopback, nic } from '../support/ground.js';

it.each<[string, string, Asking['family'], string | null]>([
  ['[::1]:80', 'any', 4, '-4 asks for IPv4, and ::1 is an IPv6 address'],
  ['127.0.0.1:80', 'any', 6, '-6 asks for IPv6, and 127.0.0.1 is an IPv4 address'],
  ['8000', '10.0.0.7', 6, '-6 asks for IPv6, and 10.0.0.7 is an IPv4 address'],
  ['[fd00::2]:80', '10.0.0.7', null, '10.0.0.7 is an IPv4 address, and fd00::2 an IPv6 one'],
  ['127.0.0.1:80', 'fd00::7', null, null],
  ['[::1]:80', 'any', 6, null],
  ['localhost:80', 'any', 6, null],
  ['8000', '10.0.0.7', 4, null],
])('holds %s from %s with family %s against each other', (typed, from, family, wrong) => {
  const check = () => checkFamilies(parseTarget(typed), { from, family });
  if (wrong) expect(check).toThrow(wrong);
  else expect(check).not.toThrow();
});

it('refuses TCP to many machines at once', () => {
  expect(() => checkDestination(parseTarget('224.0.0.1:80'))).toThrow('is a multicast address');
  expect(() => checkDestination(parseTarget('http://[ff02::1]/'))).toThrow('is a multicast address');
  expect(() => checkDestination(parseTarget('255.255.255.255:80'))).toThrow('is a broadcast address');
  expect(() => checkDestination(parseTarget('224.0.0.251:5353/udp'))).not.toThrow();
  expect(() => checkDestination(parseTarget('10.0.0.1:80'))).not.toThrow();
});

it('refuses a zone that is no interface', () => {
  const interfaces = [loopback, nic('eth0', ['10.0.0.1/24'])];
  expect(() => checkZone(parseTarget('fe80::1%nope'), interfaces)).toThrow('there is no interface nope');
  expect(() => checkZone(parseTarget('fe80::1%eth0'), interfaces)).not.toThrow();
  expect(() => checkZone(parseTarget('8000'), interfaces)).not.toThrow();
});

it('refuses a path at which there is no socket but something else', () => {
  const folder = mkdtempSync(`${tmpdir()}/netcheck-askable-`);
  expect(() => checkSocket(realSystem, parseTarget(`unix:${folder}`))).toThrow(
    'is no socket, but a directory',
  );
  expect(() => checkSocket(realSystem, parseTarget(`unix:${folder}/gone.sock`))).not.toThrow();
  expect(() => checkSocket(realSystem, parseTarget('unix:/dev/null'))).toThrow('/dev/null is no socket');
  rmSync(folder, { recursive: true });
});

it('refuses to judge where no address of the family is left', () => {
  const asking: Asking = { from: 'any', family: 6 };
  expect(() => checkAnyLeft([], asking)).toThrow('this machine has no IPv6 address');
});
