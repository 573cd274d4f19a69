import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { collectProcesses } from '../../../src/facts/processes/collect.js';
import { realSystem } from '../../../src/system/real.js';

let child: ChildProcess | undefined;
afterEach(() => {
  if (child?.pid) process.kill(-child.pid, 'SIGKILL');
});

/** Whether the shell of what these lines start is known to be in a loop. */
async function loops(shell: string, lines: string): Promise<boolean> {
  child = spawn(shell, ['-s'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin!.write(lines);
  for (let tries = 0; tries < 100; tries++) {
    await sleep(50);
    const [own] = valueIn(collectProcesses(realSystem, [child.pid!])) ?? [];
    const below = own?.children.at(-1);
    const found = below ? valueIn(collectProcesses(realSystem, [below])) : undefined;
    if (found?.some(({ name }) => name === 'sleep'))
      return found.some(({ pid, loops }) => pid === child?.pid && loops === true);
  }
  throw new Error('nothing was started');
}

it.runIf(process.platform === 'linux').each(['/bin/bash', '/bin/zsh'].filter(existsSync))(
  'knows by the memory of %s whether it is in a loop',
  async shell => {
    expect(await loops(shell, 'while true; do sleep 99; done\n')).toBe(true);
    process.kill(-child!.pid!, 'SIGKILL');
    expect(await loops(shell, 'for n in 1 2; do true; done; sleep 99\n')).toBe(false);
  },
);
