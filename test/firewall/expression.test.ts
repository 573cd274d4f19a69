import { expect, it } from 'vitest';
import { walk } from '../../src/firewall/walk.js';
import { nft, rulesOf } from '../support/firewall.js';
import { eth0, fromLan, loopback } from '../support/ground.js';

const verdict = (key: string, right: number | string) => {
  const match = { match: { op: '==', left: { socket: { key } }, right } };
  const firewall = rulesOf(nft('input', [[match, { drop: null }]]));
  return walk({ firewall, interfaces: [loopback, eth0] }, fromLan())?.usually;
};

it.each([
  ['wildcard', 1],
  ['mark', 7],
  ['cgroupv2', 'web'],
])('does not take it for unusual what a rule asks of the listening socket: %s', (key, right) =>
  expect(verdict(key, right)).toBe('maybe'),
);

it('takes a transparent socket for unusual', () => expect(verdict('transparent', 1)).toBe('pass'));
