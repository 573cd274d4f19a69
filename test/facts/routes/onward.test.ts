import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { withOnward } from '../../../src/facts/routes/onward.js';
import type { System } from '../../../src/system/system.js';
import { fromHere, fromLan, lookup, routing } from '../../support/ground.js';

const asked: string[] = [];
const system = {
  platform: 'linux',
  runSync: (_: string, args: readonly string[]) => {
    asked.push(args.join(' '));
    return { stdout: '[{"dev":"box0"}]', stderr: '', status: 0 };
  },
} as unknown as System;
/** ip(8) as it answers where the packet is thrown away as it comes in. */
function refuseFirst(tool: string, args: readonly string[]) {
  const answer = system.runSync!(tool, args);
  return args.includes('172.28.0.2') && args.includes('eth0')
    ? { stdout: '', stderr: 'RTNETLINK answers: Invalid argument\n', status: 2 }
    : answer;
}
const routes = known(routing(), 'rtnetlink');

it('asks how clients come to the goal, and how it comes back to them', () => {
  const found = withOnward(system, routes, ['172.28.0.2'], [fromLan(), fromHere()]);
  expect(asked).toEqual([
    '-j route get 172.28.0.2 from 10.77.0.2 iif eth0',
    '-j route get 10.77.0.2 from 172.28.0.2 iif box0',
  ]);
  expect(valueIn(found)?.lookups).toHaveLength(2);
});

it('asks the same for an address behind this machine, whatever becomes of the first packet', () => {
  asked.length = 0;
  const question = fromLan({ address: '172.28.0.2', local: false, behind: 'target' });
  const thrown = { ...system, runSync: (tool: string, args: readonly string[]) => refuseFirst(tool, args) };
  const known28 = known(routing({ lookups: [lookup('172.28.0.2', { device: 'box0' })] }), 'rtnetlink');
  withOnward(thrown as System, known28, [], [question]);
  expect(asked.at(-1)).toBe('-j route get 10.77.0.2 from 172.28.0.2 iif box0');
});

it('asks nothing where nothing is sent on', () => {
  expect(withOnward(system, routes, [], [fromLan()])).toBe(routes);
});

it('leaves most of the goals of a cluster alone', () => {
  asked.length = 0;
  const goals = Array.from({ length: 5000 }, (_, at) => `10.244.${at >> 8}.${at & 255}`);
  withOnward(system, routes, goals, [fromLan()]);
  expect(asked).toHaveLength(512);
});
