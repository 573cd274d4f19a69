import { describe, expect, it } from 'vitest';
import { valueIn } from '../../src/facts/fact.js';
import type { Json, Table } from '../../src/facts/firewall/types.js';
import { walk } from '../../src/firewall/walk.js';
import { dport, iptables, nft, rulesOf } from '../support/firewall.js';
import { fromLan, world } from '../support/ground.js';

/** Saturday, 21 November 2026, 23:30 in UTC; on this machine's clock it is 00:30 of Sunday. */
const clock = { at: Date.UTC(2026, 10, 21, 23, 30), east: 60 };

function verdict(tables: readonly Table[], known = true) {
  const firewall = rulesOf(tables, known ? { clock } : {});
  return walk({ firewall, interfaces: valueIn(world().interfaces) ?? [] }, fromLan({ port: 8000 }))?.verdict;
}

const when = (key: string, right: Json, op = '==') =>
  nft('input', [[dport(8000), { match: { op, left: { meta: { key } }, right } }, { drop: null }]]);

describe('time in rules', () => {
  it.each([
    ['hour', { range: ['00:00', '01:00'] }, '==', 'drop'],
    ['hour', { range: ['00:30:00', '00:30:00'] }, '==', 'drop'],
    ['hour', { range: ['01:00', '23:59'] }, '==', 'pass'],
    ['hour', { range: ['02:00', '22:00'] }, '!=', 'drop'],
    ['day', 'Sunday', '==', 'drop'],
    ['day', { set: ['Monday', 'Saturday'] }, '==', 'pass'],
    ['time', { range: ['2026-01-01 00:00:00', '2026-12-31 00:00:00'] }, '==', 'drop'],
    ['time', '2026-11-22 00:00:00', '<', 'pass'],
    ['time', 'soon', '==', 'maybe'],
  ] as const)('of nft, meta %s %j %s, is that of this machine', (key, right, op, expected) =>
    expect(verdict(when(key, right as Json, op))).toBe(expected),
  );

  it.each([
    ['--timestart 23:00:00 --timestop 23:45:00', 'drop'],
    ['--timestart 00:00:00 --timestop 01:00:00', 'pass'],
    ['--timestart 22:00:00 --timestop 02:00:00', 'drop'],
    ['--timestart 02:00:00 --timestop 01:00:00 --weekdays Sat', 'drop'],
    ['--timestop 12:00:00', 'pass'],
    ['--weekdays Sun', 'pass'],
    ['--datestart 2026-01-01T00:00:00 --datestop 2038-01-19T03:14:07', 'drop'],
    ['--datestop 2026-01-01T00:00:00', 'pass'],
    ['--timestart 23:00:00 --timestop 23:45:00 --kerneltz', 'maybe'],
    ['--monthdays 1,2', 'maybe'],
  ])('of iptables, -m time %s, is that of UTC', (options, expected) =>
    expect(verdict(iptables([`-A INPUT -p tcp --dport 8000 -m time ${options} -j DROP`]))).toBe(expected),
  );

  it('stays open where the time is not known', () => {
    expect(verdict(when('hour', { range: ['00:00', '01:00'] }), false)).toBe('maybe');
  });
});
