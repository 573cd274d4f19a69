import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { withOnward } from '../../../src/facts/routes/onward.js';
import type { System } from '../../../src/system/system.js';
import { fromHere, fromLan, routing } from '../../support/ground.js';

const asked: string[] = [];
const system = {
  platform: 'linux',
  runSync: (_: string, args: readonly string[]) => {
    asked.push(args.join(' '));
    return { stdout: '[{"dev":"box0"}]', stderr: '', status: 0 };
  },
} as unknown as System;
const routes = known(routing(), 'rtnetlink');

it('asks how clients come to the goal, and how it comes back to them', () => {
  const found = withOnward(system, routes, ['172.28.0.2'], [fromLan(), fromHere()]);
  expect(asked).toEqual([
    '-j route get 172.28.0.2 from 10.77.0.2 iif eth0',
    '-j route get 10.77.0.2 from 172.28.0.2 iif box0',
  ]);
  expect(valueIn(found)?.lookups).toHaveLength(2);
});

it('asks nothing where nothing is sent on', () => {
  expect(withOnward(system, routes, [], [fromLan()])).toBe(routes);
});
