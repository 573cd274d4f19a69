import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { wireOf } from '../../../src/facts/probes/wire.js';

const turnsAway = `require('net')
  .createServer(client => client.on('close', () => require('fs').writeFileSync(process.argv[2], ''))
    .write('-ERR no room\\r\\n', () => client.destroy()))
  .listen(process.argv[1], () => console.log('ready'))`;

it('hears what a server on a unix socket says before it hangs up at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcheck-wire-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [path, closed] = [join(folder, 'full.sock'), join(folder, 'closed')];
  const command = ['-e', turnsAway, path, closed];
  const server = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void server.kill());
  await once(server.stdout, 'data');
  const socket = net.connect(path);
  const connected = once(socket, 'connect');
  // The server has closed by the time that this side comes to know of its connection.
  for (let tries = 0; tries < 500 && !existsSync(closed); tries += 1)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  await connected;
  const wire = wireOf(socket);
  wire.send('PING\r\n');
  await wire.receive(() => true, performance.now() + 2000);
  expect(wire.bytes().toString()).toBe('-ERR no room\r\n');
  wire.close();
});
