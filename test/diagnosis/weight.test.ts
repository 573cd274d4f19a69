import { expect, it } from 'vitest';
import type { CauseCode } from '../../src/causes.js';
import type { Settled } from '../../src/diagnosis/settle.js';
import type { Found } from '../../src/diagnosis/types.js';
import type { Client } from '../../src/diagnosis/verdict.js';
import { weight } from '../../src/diagnosis/weight.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { fromLan } from '../support/ground.js';

const found = (code: CauseCode) =>
  ({ code, explainedBy: [], finding: { severity: 'error', outcome: 'refused' } }) as unknown as Found;

/** A network's question by an address that fails of one cause. */
const settled = (address: string, family: 4 | 6, code: CauseCode | undefined): Settled => ({
  ...({} as Settled),
  question: fromLan({ address, family }),
  found: code ? [found(code)] : [],
  explained: [],
  reach: { outcome: 'refused', by: 'derived' } as Settled['reach'],
});

it.each([
  ['namespace/not-published', 'app/access-denied', 'nothing'],
  ['port/nothing-listens', 'process/hung', 'nothing'],
  ['namespace/not-published', 'firewall/forward-dropped', 'nothing'],
  ['namespace/not-published', 'port/nothing-listens', 'error'],
  ['process/hung', 'app/access-denied', 'error'],
  ['app/access-denied', 'bind/loopback-only', 'warning'],
  ['app/access-denied', 'app/access-denied', 'error'],
  ['firewall/drop', 'process/hung', 'warning'],
  // Nobody knows what IPv4 fails of.
  ['firewall/drop', undefined, 'error'],
] as const)('%s of IPv6 beside %s of IPv4 weighs: %s', (six, four, expected) => {
  const both = [settled('10.77.0.1', 4, four), settled('fd77::1', 6, six)];
  const client = { label: 'lan', network: null, settled: both, state: 'blocked' } as unknown as Client;
  expect(weight(found(six), both[1]!, client, both[1]!.question.target)).toBe(expected);
});

it.each([
  [true, 'warning'],
  [false, 'error'],
] as const)(
  'the lack of IPv6 beside an IPv4 that fails, and nobody knows of what (%s), weighs: %s',
  (unexplained, expected) => {
    const target = parseTarget('localhost:8000');
    const both = [
      { ...settled('127.0.0.1', 4, undefined), unexplained },
      settled('::1', 6, 'bind/ipv4-only'),
    ];
    const client = { label: 'self', network: null, settled: both, state: 'blocked' } as unknown as Client;
    expect(weight(found('bind/ipv4-only'), both[1]!, client, target)).toBe(expected);
  },
);

it.each([
  ['bind/loopback-only', 'self', 'error'],
  ['bind/loopback-only', 'lan', 'warning'],
  ['process/hung', 'self', 'warning'],
] as const)('a rule that stops IPv6 beside %s by IPv4 weighs for %s: %s', (four, label, expected) => {
  const both = [settled('127.0.0.1', 4, four), settled('::1', 6, 'firewall/drop')];
  const client = { label, network: null, settled: both, state: 'blocked' } as unknown as Client;
  expect(weight(found('firewall/drop'), both[1]!, client, both[1]!.question.target)).toBe(expected);
});

it.each([
  ['firewall/rate-limited', 'bind/ipv4-only', 'nothing'],
  ['firewall/rate-limited', undefined, 'warning'],
  ['process/busy', 'bind/ipv4-only', 'warning'],
] as const)(
  'a warning of %s at an address that fails of %s, beside one that gets through: %s',
  (code, other, expected) => {
    const six = settled('fd77::1', 6, other);
    const four = { ...settled('10.77.0.1', 4, undefined), reach: { outcome: 'ok' } } as Settled;
    const client = {
      label: 'lan',
      network: null,
      settled: [four, six],
      state: 'through',
    } as unknown as Client;
    const warning = { code, explainedBy: [], finding: { severity: 'warning' } } as unknown as Found;
    expect(weight(warning, six, client, six.question.target)).toBe(expected);
  },
);

it.each([
  ['firewall/drop', 'warning'],
  ['process/stopped', 'warning'],
  // Nobody serves it here: either address may be the one that is meant.
  ['bind/loopback-only', 'error'],
] as const)('a name that leads away, too, beside %s at its own address weighs: %s', (own, expected) => {
  const there = settled('2001:db8::5', 6, 'route/no-route');
  const away = { ...there, question: { ...there.question, local: false } };
  const both = [settled('10.77.0.1', 4, own), away];
  const client = { label: 'self', network: null, settled: both, state: 'blocked' } as unknown as Client;
  expect(weight(found('route/no-route'), away, client, parseTarget('http://shop.test:8000/'))).toBe(expected);
});
