import { expect, it } from 'vitest';
import { writtenBy } from '../../../src/facts/logs/line-date.js';
import { errorsAbout } from '../../../src/rules/process/errors-about.js';
import type { lastError } from '../../../src/rules/process/log-errors.js';

const at = (...moment: [number, number, number, number, number, number]) => Date.UTC(...moment);

it.each([
  ['2026/11/20 03:00:00 [emerg] 1#1: bind() failed', at(2026, 10, 20, 15, 0, 0)],
  ['2026-11-20T03:00:00Z listen tcp :80', at(2026, 10, 20, 3, 0, 0)],
  ['[2026-11-20 03:00:00 +0100] [9] [ERROR] Connection in use', at(2026, 10, 20, 2, 0, 0)],
  ['2026-11-20 03:00:00,123 ERROR bind', at(2026, 10, 20, 15, 0, 0)],
  ['ERROR 2026-11-20 03:00 -05:30 x', at(2026, 10, 20, 8, 30, 0)],
  ['time="2026-11-20T03:00:00Z" level=fatal msg=x', at(2026, 10, 20, 3, 0, 0)],
  ["ValueError: time data '2020-01-01 00:00:00' is none", undefined],
  ['OSError: [Errno 98] Address already in use', undefined],
  ['Nov 20 03:00:00 stage app: bind', undefined],
  ['[Fri Nov 20 03:00:00.123456 2026] [core:error] (98)Address already in use', Date.UTC(2026, 10, 20, 15)],
  ['[Fri Nov  6 03:00:00 2026] [error] (98)Address already in use', Date.UTC(2026, 10, 6, 15)],
  ['20-Nov-2026 03:00:00.123 SEVERE [main] Failed to initialize', Date.UTC(2026, 10, 20, 15)],
  ['1:M 20 Nov 2026 03:00:00.123 # Could not create server TCP', Date.UTC(2026, 10, 20, 15)],
  ['{"level":50,"time":1795000000123,"pid":7,"msg":"listen EADDRINUSE"}', 1_795_000_001_000],
  ['{"level":"error","ts":1795000000.123,"msg":"listen tcp :80"}', 1_795_000_001_000],
  ['{"level":"error","ts":12,"msg":"x"}', undefined],
  ['2026-11-20_03:00:00.12345 x', at(2026, 10, 20, 15, 0, 0)],
  ['@400000006afd3b0a0fffffff x', 1_794_980_609_000],
  ['[Fri Abc 20 03:00:00 2026] x', undefined],
])('dates a line: %s', (line, expected) => expect(writtenBy(line)).toBe(expected));

it('takes an error for as old as its own line says, though others were written since', () => {
  const now = at(2026, 10, 21, 22, 0, 0);
  const machine = { now, bootedAt: 0 } as Parameters<typeof lastError>[1];
  const about = (line: string) =>
    errorsAbout(
      [
        {
          path: '/srv/app.log',
          modifiedAt: now - 60_000,
          because: 'program',
          lines: [line, 'GET /'],
          pid: null,
        },
      ],
      machine,
      80,
    ).map(({ modifiedAt }) => modifiedAt);
  const failed = 'bind() to 0.0.0.0:80 failed (98: Address already in use)';
  expect(about(`2026/11/20 03:00:00 [emerg] ${failed}`)).toEqual([]);
  expect(about(`2026/11/20 22:00:00 [emerg] ${failed}`)).toEqual([at(2026, 10, 21, 10, 0, 1)]);
  expect(about(`2026/11/21 21:59:00 [emerg] ${failed}`)).toEqual([now - 60_000]);
  expect(about(`2026-11-21T21:58:30Z ${failed}`)).toEqual([now - 90_000 + 1000]);
  expect(about(failed)).toEqual([now - 60_000]);
});
