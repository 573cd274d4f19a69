import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectProcesses } from '../../../src/facts/processes/collect.js';
import { listedProcesses } from '../../../src/facts/processes/listed.js';
import { withProcessTable } from '../../../src/system/process-table.js';
import { realSystem } from '../../../src/system/real.js';
import type { ListedProcess } from '../../../src/system/system.js';

const table = (name: string): readonly ListedProcess[] =>
  JSON.parse(readFileSync(new URL(`fixtures/processes-${name}.json`, import.meta.url), 'utf8'));

describe('the table of processes', () => {
  it('of macOS gives a process with its ancestors and children', () => {
    const processes = listedProcesses(table('macos'), [4242]);
    expect(processes.map(({ pid, state }) => [pid, state])).toEqual([
      [4242, 'R'],
      [4243, 'Z'],
      [801, 'S'],
    ]);
    expect(processes[0]).toMatchObject({
      parent: 801,
      command: ['python3.12', '-m', 'http.server', '8000'],
      executable: '/opt/homebrew/bin/python3.12',
      user: 'ana',
      terminal: 'ttys001',
      children: [4243],
      startedAt: new Date(2026, 10, 20, 10, 15, 30).getTime(),
    });
  });

  it('of Windows gives the words of the command line', () => {
    expect(listedProcesses(table('windows'), [9120])).toMatchObject([
      {
        name: 'node.exe',
        command: ['C:\\Program Files\\nodejs\\node.exe', 'server.js', '--port', '8000'],
        executable: 'C:\\Program Files\\nodejs\\node.exe',
        terminal: null,
      },
    ]);
  });

  it('makes the fact partial', () => {
    const system = { ...realSystem, platform: 'darwin' as const, processTable: table('macos') };
    expect(collectProcesses(system, [4242])).toMatchObject({
      status: 'partial',
      source: 'systeminformation',
    });
  });

  it('of any content throws nothing', () => {
    const listed = fc.record({
      pid: fc.nat(50),
      parentPid: fc.nat(50),
      name: fc.string(),
      started: fc.string(),
      state: fc.string(),
      tty: fc.string(),
      user: fc.string(),
      command: fc.string(),
      params: fc.string(),
      path: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(listed), fc.array(fc.nat(50)), (rows, pids) => void listedProcesses(rows, pids)),
    );
  });

  it('is not asked for on Linux, and is what systeminformation lists elsewhere', async () => {
    const linux = { ...realSystem, platform: 'linux' as const };
    expect(await withProcessTable(linux)).toBe(linux);
    const { processTable } = await withProcessTable({ ...realSystem, platform: 'freebsd' });
    expect(processTable?.some(({ pid }) => pid === process.pid)).toBe(true);
  });
});
