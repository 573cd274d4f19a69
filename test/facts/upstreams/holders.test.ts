import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { withHolders } from '../../../src/facts/upstreams/holders.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { upstreamFixes } from '../../../src/rules/http/upstream-fixes.js';
import { realSystem } from '../../../src/system/real.js';
import { probe } from '../../support/healthy.js';
import { attempt, mute } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

const code =
  'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))';
const crowded = `
import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1)
kept = [socket.socket() for _ in range(4)]
for each in kept: each.setblocking(False); each.connect_ex(s.getsockname())
print(s.getsockname()[1], flush=True); time.sleep(600)`;
const forking = `
import os, socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(9)
worker = os.fork()
if worker: print(s.getsockname()[1], worker, flush=True)
time.sleep(600)`;
const family = spawn('/usr/bin/python3', ['-c', forking], { stdio: ['ignore', 'pipe', 'inherit'] });
let worker = 0;
const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
const idle = spawn('/usr/bin/python3', ['-c', crowded], { stdio: ['ignore', 'pipe', 'inherit'] });
const other = createServer();
afterAll(() => {
  child.kill('SIGKILL');
  idle.kill('SIGKILL');
  family.kill('SIGKILL');
  if (worker > 0) process.kill(worker, 'SIGKILL');
  other.close();
});

it('finds that the application behind a proxy is stopped, and lets it go on', async () => {
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  const silent = upstreamState(
    { host: '127.0.0.1', port },
    {
      addresses: ['127.0.0.1'],
      probes: [attempt([mute({ outcome: 'silent' })], { address: '127.0.0.1', port })],
    },
  );
  const system = realSystem;
  expect(withHolders(system, silent)).toEqual(silent);
  process.kill(child.pid!, 'SIGSTOP');
  await expect
    .poll(() => withHolders(system, silent).stopped?.pids, { timeout: 10_000 })
    .toEqual([child.pid]);
  const fault = faultOf(withHolders(system, silent))!;
  expect(fault.says).toContain(`(pid ${child.pid}), which listens on 127.0.0.1:${port}, is stopped`);
  expect(upstreamFixes(fault, { files: [], master: undefined })[0]?.steps).toEqual([
    { do: 'run', command: `kill -CONT ${child.pid}` },
  ]);
  // With room in its queue, the kernel of a stopped one takes connections all the same.
  const lost = { ...silent, probes: [probe('127.0.0.1', port, 'timeout')] };
  expect(faultOf(withHolders(system, lost))).toMatchObject({
    kind: 'unanswered',
    says: expect.stringContaining(
      `(pid ${child.pid}) listens there, and connections to 127.0.0.1:${port} are lost`,
    ),
  });
  // Without sock_diag nobody tells how much room there is.
  expect(withHolders({ ...system, netlink: () => undefined }, lost).barred).toBeUndefined();
  const answered = { ...silent, probes: [probe('127.0.0.1', port, 'refused')] };
  expect(withHolders(system, answered)).toEqual(answered);
}, 30_000);

it('finds that all workers of the application are stopped, though their master is not', async () => {
  const [line] = await once(createInterface(family.stdout), 'line');
  const [port = 0, pid = 0] = String(line).split(' ').map(Number);
  // A number of 0 would mean this test's own process group (kill(2)).
  expect(pid).toBeGreaterThan(1);
  worker = pid;
  const silent = upstreamState(
    { host: '127.0.0.1', port },
    {
      addresses: ['127.0.0.1'],
      probes: [attempt([mute({ outcome: 'silent' })], { address: '127.0.0.1', port })],
    },
  );
  expect(withHolders(realSystem, silent)).toEqual(silent);
  process.kill(worker, 'SIGSTOP');
  await expect
    .poll(() => withHolders(realSystem, silent).stopped?.pids, { timeout: 10_000 })
    .toEqual([worker]);
}, 30_000);

it('finds that the application behind a proxy accepts none of those who wait, and has nobody start it', async () => {
  const [line] = await once(idle.stdout, 'data');
  const port = Number(String(line));
  // Another program has the port at another address.
  await once(other.listen(port, '127.0.0.3'), 'listening');
  const mute = upstreamState(
    { host: '127.0.0.1', port },
    { addresses: ['127.0.0.1'], probes: [probe('127.0.0.1', port, 'timeout')] },
  );
  const fault = faultOf(withHolders(realSystem, mute))!;
  expect(fault.says).toBe(
    `the accept queue of 127.0.0.1:${port} is full: 2 connections wait, and python3 (pid ${idle.pid}) does not accept them`,
  );
  expect(upstreamFixes(fault, { files: [], master: undefined })).toEqual([
    expect.objectContaining({ text: expect.stringContaining(`netcheck why ${port}`) }),
  ]);
}, 30_000);

it.each([
  [
    'http',
    'import http.server as h; s = h.HTTPServer(("127.0.0.1", 0), h.SimpleHTTPRequestHandler); p = s.server_port',
  ],
  ['other', 'import socket; s = socket.create_server(("127.0.0.1", 0)); p = s.getsockname()[1]'],
])(
  'finds that who is behind a proxy that passes on bytes speaks %s',
  async (speaks, makes) => {
    const server = spawn('/usr/bin/python3', [
      '-c',
      `${makes}\nprint(p, flush=True)\nimport time; time.sleep(600)`,
    ]);
    try {
      const [line] = await once(createInterface(server.stdout), 'line');
      const port = Number(line);
      const closed = (raw?: true) =>
        upstreamState(
          { host: '127.0.0.1', port, ...(raw && { raw }) },
          {
            addresses: ['127.0.0.1'],
            probes: [attempt([mute()], { address: '127.0.0.1', port })],
          },
        );
      expect(withHolders(realSystem, closed(true)).speaks).toBe(speaks);
      expect(withHolders(realSystem, closed()).speaks).toBeUndefined();
      if (speaks === 'http') return;
      const waits = connect(port, '127.0.0.1');
      await once(waits, 'connect');
      expect(withHolders(realSystem, closed(true))).toMatchObject({ unaccepted: true });
      waits.destroy();
    } finally {
      server.kill('SIGKILL');
    }
  },
  30_000,
);
