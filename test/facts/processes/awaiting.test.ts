import { spawn } from 'node:child_process';
import net from 'node:net';
import { expect, it } from 'vitest';
import { waitsOf } from '../../../src/facts/processes/awaiting.js';
import { realSystem } from '../../../src/system/real.js';

const system = realSystem;

/** A server in one thread that waits for more of its client's words as `how` says, and its port. */
async function reader(how: string) {
  const script = `
import select, socket, time
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
print(s.getsockname()[1], flush=True)
c, _ = s.accept(); c.recv(100)
${how}`;
  const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise<number>(resolve => child.stdout.once('data', text => resolve(Number(text))));
  return { child, port };
}

it.skipIf(process.platform !== 'linux').each([
  ['reads', 'c.recv(100)', 1],
  ['reads with a time limit', 'c.settimeout(60); c.recv(100)', 1],
  ['selects it alone', 'select.select([c], [], [c])', 1],
  ['selects it, and something to write to', 's.setblocking(False); select.select([c], [s], [])', 0],
  ['forks who reads', 'import os\nif os.fork() == 0: c.recv(100)\nelse: time.sleep(60)', 1],
  ['sleeps', 'time.sleep(60)', 0],
  ['waits for the one or the other', 'p = select.poll(); p.register(s); p.register(c); p.poll()', 0],
])('tells the socket of a thread that %s', async (_, how, expected) => {
  const { child, port } = await reader(how);
  const client = net.connect(port, '127.0.0.1', () => client.write('hello'));
  const waits = () =>
    waitsOf(system, { pid: child.pid!, waitChannel: null, children: [] } as never).awaits ?? [];
  try {
    await expect.poll(() => waits().length, { timeout: 10_000 }).toBe(expected);
    // What is waited for is no passing state.
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(waits()).toHaveLength(expected);
  } finally {
    client.destroy();
    child.kill('SIGKILL');
  }
});
