import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { wireOf } from '../../../src/facts/probes/wire.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-wire-'));
afterAll(() => rmSync(folder, { recursive: true }));

const turnsAway = `require('net').createServer(client => client.write('-ERR no room\\r\\n', () => client.destroy()))
  .listen(process.argv[1], () => console.log('ready'))`;

it('hears what a server on a unix socket says before it hangs up at once', async () => {
  const path = join(folder, 'full.sock');
  const server = spawn(process.execPath, ['-e', turnsAway, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  const socket = net.connect(path);
  const connected = once(socket, 'connect');
  // The server has closed by the time that this side comes to know of its connection.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  await connected;
  const wire = wireOf(socket);
  wire.send('PING\r\n');
  await wire.receive(() => true, performance.now() + 2000);
  expect(wire.bytes().toString()).toBe('-ERR no room\r\n');
  wire.close();
  server.kill();
});
