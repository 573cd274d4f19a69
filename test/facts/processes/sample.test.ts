import { expect, it } from 'vitest';
import { sampleProcessors } from '../../../src/facts/processes/sample.js';
import type { System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';

/** A machine on which the one thread of a process has used these milliseconds of a processor, look by look. */
const using = (...looks: readonly number[]): System => {
  let look = 0;
  const read = (path: string) => {
    if (!path.endsWith('/schedstat')) throw new Error(`there is no ${path}`);
    return `${looks[look++]! * 1e6} 0 7`;
  };
  return { list: () => ['42'], read } as unknown as System;
};

const busiest = async (state: string, ...looks: readonly number[]) => {
  const [seen] = await sampleProcessors(using(...looks), [running(42, ['ruby', 's.rb'], { state })]);
  return seen?.busiestThread ?? 0;
};

it('looks longer at who is ready to run and has not had its turn on a crowded machine', async () => {
  expect(await busiest('R', 0, 40, 9000)).toBeGreaterThan(0.85);
});

it('does not look again at who used a whole processor, or wants none', async () => {
  expect(await busiest('R', 0, 9000)).toBeGreaterThan(0.85);
  expect(await busiest('S', 0, 10)).toBeLessThan(0.85);
});
