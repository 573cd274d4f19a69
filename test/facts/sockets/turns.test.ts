import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { readSockets } from '../../../src/facts/sockets/read.js';
import { dealOut } from '../../../src/facts/sockets/turns.js';
import { realSystem } from '../../../src/system/real.js';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that listens by SO_REUSEPORT, and accepts what comes or nothing; its port. */
async function serve(port: number, accepts: boolean): Promise<number> {
  const script = `
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(('127.0.0.1', ${port})); s.listen(64)
print(s.getsockname()[1], flush=True)
while True:
    ${accepts ? 's.accept()[0].close()' : 'time.sleep(60)'}`;
  const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise(resolve => child.stdout?.once('data', text => resolve(Number(text))));
}

const left = async (port: number) => {
  const sockets = valueIn(readSockets(realSystem, { port })) ?? [];
  return (await dealOut(realSystem, port, sockets, 0))?.map(({ queue }) => queue.used > 0).sort();
};

it.skipIf(process.platform !== 'linux')(
  'leaves connections with whoever accepts none',
  async () => {
    const port = await serve(0, true);
    expect(await left(port)).toBeUndefined();
    await serve(port, true);
    expect(await left(port)).toEqual([false, false]);
    await serve(port, false);
    expect(await left(port)).toEqual([false, false, true]);
  },
  30_000,
);
