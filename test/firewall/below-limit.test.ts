import { expect, it } from 'vitest';
import type { Json, Table } from '../../src/facts/firewall/types.js';
import { rule } from '../../src/rules/firewall/drop.js';
import { behind, dport, iptables, nft, rulesOf } from '../support/firewall.js';
import { fromLan, verdictOf } from '../support/ground.js';

const found = (tables: readonly Table[]) => verdictOf(rule, behind(rulesOf(tables)), fromLan());
const limited = (limit: Json, then: Json = { drop: null }) => [dport(8000), limit, then];
const wide = { limit: { rate: 200, per: 'second' } };
const over = { limit: { rate: 25, per: 'second', inv: true } };

it.each([
  ['a limit without "over"', nft('input', [limited(wide)])],
  ['a number of connections without "over"', nft('input', [limited({ 'ct count': { val: 100 } })])],
  [
    'a return of what goes beyond',
    nft('input', [limited(over, { return: null }), [dport(8000), { drop: null }]]),
  ],
  ['a limit for a DROP', iptables(['-A INPUT -p tcp --dport 8000 -m limit --limit 50/s -j DROP'])],
  [
    'a limit for each client that is met before another one that is not',
    iptables([
      '-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 40 -j DROP',
      '-A INPUT -p tcp --dport 8000 -m hashlimit --hashlimit-name a --hashlimit-upto 80/s -j DROP',
    ]),
  ],
])('stops everybody who does not reach it: %s', (_, tables) =>
  expect(found(tables)).toMatchObject({
    severity: 'error',
    outcome: 'timeout',
    summary: expect.stringContaining('as long as the limit is not reached'),
  }),
);

it('cannot be told of a limit that a few connections use up, nor where something else decides too', () => {
  expect(found(nft('input', [limited({ limit: { rate: 3, per: 'minute' } })]))).toMatch(/^unchecked/);
  const hour = { match: { op: '==', left: { meta: { key: 'hour' } }, right: 'x' } };
  expect(found(nft('input', [[hour, { accept: null }], limited(wide)]))).toMatch(/^unchecked/);
});
