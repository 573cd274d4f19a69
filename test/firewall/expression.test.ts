import { expect, it } from 'vitest';
import { walk } from '../../src/firewall/walk.js';
import { nft, rulesOf } from '../support/firewall.js';
import { eth0, fromLan, listener, loopback } from '../support/ground.js';

const verdict = (key: string, right: number | string, transparent?: boolean) => {
  const match = { match: { op: '==', left: { socket: { key } }, right } };
  const firewall = rulesOf(nft('input', [[match, { drop: null }]]));
  const listeners =
    transparent === undefined ? undefined : [listener('0.0.0.0', 8000, transparent ? { transparent } : {})];
  return walk({ firewall, interfaces: [loopback, eth0], listeners }, fromLan())?.usually;
};

it.each([
  ['wildcard', 1],
  ['mark', 7],
  ['cgroupv2', 'web'],
])('does not take it for unusual what a rule asks of the listening socket: %s', (key, right) =>
  expect(verdict(key, right)).toBe('maybe'),
);

it('takes a transparent socket for unusual', () => expect(verdict('transparent', 1)).toBe('pass'));

it('knows a transparent socket where somebody has looked', () => {
  expect([verdict('transparent', 1, true), verdict('transparent', 0, true)]).toEqual(['drop', 'pass']);
  expect([verdict('transparent', 1, false), verdict('transparent', 0, false)]).toEqual(['pass', 'drop']);
});

it.each([
  [['0x16 [invalid type]', '0x1f40 [invalid type]'], 'drop'],
  [['0x16 [invalid type]', '0x1f41 [invalid type]'], 'pass'],
])('reads a port of the connection in a set that nft gives no type: %j', (set, expected) => {
  const left = { ct: { key: 'proto-dst', dir: 'original' } };
  const rules = rulesOf(nft('input', [[{ match: { op: '==', left, right: { set } } }, { drop: null }]]));
  expect(walk({ firewall: rules, interfaces: [loopback, eth0] }, fromLan())?.verdict).toBe(expected);
});
