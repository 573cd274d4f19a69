import { expect, it } from 'vitest';
import { bootTime } from '../../../src/facts/processes/boot-time.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

const at = (files: Record<string, string>, monotonic?: number) =>
  bootTime({
    now: () => 1_795_000_100_000,
    ...(monotonic && { monotonic: () => monotonic }),
    read: (path: string) => {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      return text;
    },
  } as unknown as System);

it.each([
  ['99.26 180.00\n', 1_795_000_000_740],
  // The two are read one after the other.
  ['100.01 180.00\n', 1_794_999_999_990],
  ['98.99 180.00\n', 1_795_000_001_010],
  // A container's own (LXCFS), and none.
  ['12.50 20.00\n', 1_795_000_000_000],
  ['500.00 900.00\n', 1_795_000_000_000],
  [undefined, 1_795_000_000_000],
])('makes the second of btime finer by an uptime of %j', (uptime, expected) => {
  expect(at({ '/proc/stat': 'cpu 1\nbtime 1795000000\n', ...(uptime && { '/proc/uptime': uptime }) })).toBe(
    expected,
  );
});

it.each([
  [99_260, 1_795_000_000_740],
  // It stood still for as long as the machine was suspended.
  [40_000, 1_795_000_000_500],
])('takes the clock that counts milliseconds where it fits: %i', (monotonic, expected) => {
  expect(at({ '/proc/stat': 'btime 1795000000\n', '/proc/uptime': '99.50 1.0\n' }, monotonic)).toBe(expected);
});

it('knows no start where /proc/stat tells none', () => {
  expect(at({})).toBeNull();
  expect(at({ '/proc/stat': 'cpu 1\n', '/proc/uptime': '99.26 180.00\n' })).toBeNull();
});

it.runIf(process.platform === 'linux')('is the same at each look', () => {
  const looks = Array.from({ length: 20 }, () => bootTime(realSystem) ?? 0);
  expect(Math.max(...looks) - Math.min(...looks)).toBeLessThanOrEqual(20);
});
