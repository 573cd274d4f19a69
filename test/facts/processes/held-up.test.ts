import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { waitsOf } from '../../../src/facts/processes/awaiting.js';
import { lockAwaited, parseBlocked } from '../../../src/facts/processes/held-up.js';
import { realSystem } from '../../../src/system/real.js';

const table = `1: OFDLCK ADVISORY  READ  -1 00:06:3 0 EOF
2: FLOCK  ADVISORY  WRITE 22 00:33:53 0 EOF
2: -> FLOCK  ADVISORY  WRITE 42 00:33:53 0 EOF
2: -> FLOCK  ADVISORY  WRITE 42 00:33:53 0 EOF
3: POSIX  ADVISORY  WRITE 7 fd:01:9 0 EOF
3: -> POSIX  ADVISORY  WRITE 43 fd:01:9 0 EOF
`;

it('finds who waits for a lock, and who has it', () => {
  expect(parseBlocked(table)).toEqual([
    { waiter: 42, holder: 22, inode: 53 },
    { waiter: 42, holder: 22, inode: 53 },
    { waiter: 43, holder: 7, inode: 9 },
  ]);
  for (const garbage of ['', '\n', '1:', '1: ->', '1: -> a b c d e f', '-> : 0'])
    expect(parseBlocked(garbage)).toEqual([]);
});

it('takes one of many threads for no proof', () => {
  const system = { read: () => table, list: () => [] } as never;
  const lock = (pid: number, threads: number) => lockAwaited(system, { pid, threads } as never);
  expect(lock(42, 4)).toEqual({ path: null, holder: 22 });
  expect(lock(43, 1)).toEqual({ path: null, holder: 7 });
  expect(lock(43, 4)).toBeUndefined();
  expect(lock(22, 1)).toBeUndefined();
});

const played = async (args: readonly string[], seen: (pid: number) => unknown, expected: unknown) => {
  const child = spawn('python3', ['-c', ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    const pid = await new Promise<number>(resolve =>
      child.stdout.once('data', text => resolve(Number(text))),
    );
    await expect.poll(() => seen(pid), { timeout: 10_000 }).toEqual(expected);
  } finally {
    child.stdin.end();
    child.kill();
  }
};
const waits = (pid: number) => waitsOf(realSystem, { pid, threads: 1, waitChannel: null } as never);

it.skipIf(process.platform !== 'linux')('names the file of a lock that another process has', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcheck-lock-'));
  const path = join(folder, 'shop.lock');
  const script = `
import fcntl, os, sys
f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX)
child = os.fork()
if child == 0: f.close(); fcntl.flock(open(sys.argv[1], 'w'), fcntl.LOCK_EX); os._exit(0)
print(child, flush=True); sys.stdin.read()`;
  await played([script, path], pid => waits(pid).awaitsLock?.path, path);
  rmSync(folder, { recursive: true });
});

it.skipIf(process.platform !== 'linux')(
  'names the pipe that is full, and who does not empty it',
  async () => {
    const script = `
import os, sys, time
r, w = os.pipe()
reader = os.fork()
if reader == 0: os.dup2(r, 0); os.close(w); time.sleep(20); os._exit(0)
writer = os.fork()
if writer == 0:
  os.close(r)
  while True: os.write(w, b'x' * 4096)
print(writer, flush=True); sys.stdin.read()`;
    const held = { link: expect.stringMatching(/^pipe:\[\d+\]$/), reader: expect.any(Number) };
    await played([script], pid => waits(pid).awaitsRoom, held);
  },
);

it
  .skipIf(process.platform !== 'linux')
  .each(['sys.stdin.readline()', 'import select; select.select([0], [], [])'])(
  'names the terminal at which somebody has to type: %s',
  async how => {
    const script = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: ${how}; os._exit(0)
print(pid, flush=True); sys.stdin.read()`;
    await played([script], pid => waits(pid).awaitsTerminal, expect.stringMatching(/^\/dev\/pts\/\d+$/));
  },
);
