import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { askingOf } from '../../../src/facts/probes/plan.js';
import { probe } from '../../../src/facts/probes/probe.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { raw } from './server.js';

/** Probes it as if it were another machine. */
const askElsewhere = (port: number) =>
  probe(
    {
      protocol: 'tcp',
      address: '127.0.0.1',
      port,
      local: false,
      question: askingOf(parseTarget(`http://127.0.0.1:${port}/`), port),
    },
    performance.now() + 10_000,
  );

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

it('connects a few more times where the first connection was had soon, and no more where those are too', async () => {
  let connections = 0;
  const { port, close } = await raw(socket => {
    connections++;
    socket.once('data', () => socket.end(ANSWER));
  });
  expect(await askElsewhere(port)).toMatchObject({ outcome: 'connected' });
  expect((await askElsewhere(port)).repeats).toBeUndefined();
  expect(connections).toBeLessThanOrEqual(6);
  close();
});

it('tries again in earnest where the first connection was had, and others are lost', async () => {
  // The first one is answered at once, another waits in the queue, and the kernel drops each further SYN.
  const code = `
import socket, sys, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(0)
print(s.getsockname()[1], flush=True)
c, _ = s.accept()
c.recv(4096)
c.sendall(b${JSON.stringify(ANSWER)})
time.sleep(9)`;
  const server = spawn('python3', ['-c', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(server.stdout, 'data');
  const { outcome, repeats, conversations } = await askElsewhere(Number(port));
  expect(outcome).toBe('connected');
  expect(conversations[0]).toMatchObject({ outcome: 'answered' });
  expect(repeats).toMatchObject({ tried: 7, refused: 0 });
  server.kill('SIGKILL');
});

it('does not fill the queue of a server that takes one client after the other, and takes its time', async () => {
  const code = `
import socket, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    if c.recv(4096):
        time.sleep(0.6)
        c.sendall(b${JSON.stringify(ANSWER)})
    c.close()`;
  const server = spawn('python3', ['-c', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(server.stdout, 'data');
  const { conversations, repeats } = await askElsewhere(Number(port));
  expect(conversations[0]).toMatchObject({ outcome: 'answered' });
  expect(repeats).toBeUndefined();
  server.kill('SIGKILL');
});
