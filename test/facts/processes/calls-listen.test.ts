import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { withListenCalls } from '../../../src/facts/processes/calls-listen.js';
import { realSystem } from '../../../src/system/real.js';
import { hanging, probe, running } from '../../support/healthy.js';

const programs: Readonly<Record<string, string>> = {
  '/proc/42/exe': '\x7fELF\0/lib64/ld-linux-x86-64.so.2\0accept\0listen\0',
  '/proc/43/exe': '\x7fELF\0/lib64/ld-linux-x86-64.so.2\0nanosleep\0unlisten\0',
  '/proc/45/exe': '\x7fELF\0/lib/ld-musl-x86_64.so.1\0nanosleep\0',
  // Linked as a whole, which tells nothing of what it calls.
  '/proc/46/exe': '\x7fELF\0\0\0\0',
};
const system = { ...realSystem, bytes: (path: string) => Buffer.from(programs[path] ?? '') };
const processes = [42, 43, 44, 45, 46].map(pid => running(pid, ['./shop']));
const calling = (probes: readonly Probe[], holders = processes) =>
  valueIn(withListenCalls(system, known(processes, ''), holders, probes))
    ?.filter(each => each.callsListen)
    .map(({ pid }) => pid);

it('marks the servers among those who hold the port and say nothing', () => {
  expect(calling(hanging(8000))).toEqual([42, 46]);
  expect(calling(hanging(8000), [])).toEqual([]);
});

it('looks into no program of a port that answers', () => {
  expect(calling([probe('127.0.0.1', 8000)])).toEqual([]);
});
