import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { withUnreadOutput } from '../../../src/facts/processes/unread-output.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';

const hungUp = [{ conversations: [{ outcome: 'closed', firstBytes: '' }] }] as unknown as readonly Probe[];

/** A process whose output goes into a pipe with these at its other end: what is said of it. */
async function told(readers: string, probes = hungUp, outside: Partial<System> = {}) {
  const script = `
import os, sys
r, w = os.pipe()
reader = os.fork()
if reader == 0:
  os.close(w)
  if ${readers}: sys.stdin.read()
  os._exit(0)
os.close(r)
if not ${readers}: os.waitpid(reader, 0)
print(os.readlink(f'/proc/self/fd/{w}'), flush=True); sys.stdin.read()`;
  const child = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  const output = await new Promise<string>(resolve =>
    child.stdout.once('data', text => resolve(String(text).trim())),
  );
  const holder = running(child.pid!, ['python3', 'server.py'], { output });
  const system = { ...realSystem, uid: 0, ...outside };
  const found = withUnreadOutput(system, known([holder], '/proc'), [holder], probes);
  child.stdin.end();
  return valueIn(found)?.[0]?.unreadOutput === output;
}

it.skipIf(process.platform !== 'linux')('marks who hangs up and writes where nobody reads', async () => {
  expect(await told('False')).toBe(true);
  expect(await told('True')).toBe(false);
  expect(await told('False', [])).toBe(false);
});

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};
const parentless = (path: string, limit?: number) =>
  /^\/proc\/\d+\/stat$/.test(path) ? `1 (python3) S 0 ${'1 '.repeat(20)}` : realSystem.read(path, limit);

it.skipIf(process.platform !== 'linux').each<[string, Partial<System>]>([
  ['is in the world that the container came from', { read: parentless }],
  [
    'hides its descriptors',
    { list: path => (path === '/proc' ? realSystem.list(path) : failing('EACCES')()) },
  ],
  ['ended as it was looked at', { read: failing('ENOENT') }],
])('says nothing of a reader that %s', async (_, outside) => {
  expect(await told('False', hungUp, outside)).toBe(false);
});
