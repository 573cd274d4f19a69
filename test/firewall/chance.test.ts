import { describe, expect, it } from 'vitest';
import type { Json, Table } from '../../src/facts/firewall/types.js';
import { rule } from '../../src/rules/firewall/drop.js';
import { behind, dport, iptables, nft, rulesOf } from '../support/firewall.js';
import { fromLan, verdictOf } from '../support/ground.js';

const found = (tables: readonly Table[]) => verdictOf(rule, behind(rulesOf(tables)), fromLan());
const statistic = (words: string) =>
  found(iptables([`-A INPUT -p tcp --dport 8000 -m statistic ${words} -j DROP`]));
const numgen = (op: string, right: Json, mod = 10) =>
  found(
    nft('input', [
      [
        dport(8000),
        { match: { op, left: { numgen: { mode: 'random', mod, offset: 0 } }, right } },
        { drop: null },
      ],
    ]),
  );

describe('a rule that chance decides', () => {
  const few = { severity: 'warning', outcome: 'ok' };
  const some = { severity: 'error', byLuck: true, outcome: 'ok' };
  const most = { severity: 'error', outcome: 'timeout' };

  it.each([
    ['--mode random --probability 0.10000000009', few],
    ['--mode random --probability 0.50000000000', some],
    ['--mode nth --every 3 --packet 0', some],
    ['--mode random ! --probability 0.04999999981', most],
    ['--mode random --probability 1.00000000000', most],
    ['--mode nth --every 1', most],
    ['--mode random --probability 0.00000000000', 'ruled-out'],
  ])('%s', (words, expected) =>
    typeof expected === 'string'
      ? expect(statistic(words)).toBe(expected)
      : expect(statistic(words)).toMatchObject(expected),
  );

  it('says how many packets it hits', () =>
    expect(statistic('--mode random --probability 0.25')).toMatchObject({
      summary: expect.stringContaining('It hits about 25 % of the packets, at random'),
    }));

  it('counts what numgen may give', () => {
    expect(numgen('<', 1)).toMatchObject(few);
    expect(numgen('<', 3)).toMatchObject(some);
    expect(numgen('==', 3, 2)).toBe('ruled-out');
    expect(numgen('!=', 0)).toMatchObject(most);
    expect(numgen('<', 10)).toMatchObject(most);
    expect(numgen('==', 0, 100_000)).toMatch(/^unchecked: .*\(numgen\)$/);
  });
});
