import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { connect } from '../../../src/facts/probes/connect.js';
import { socketsAt } from '../../../src/facts/sockets/unix-target.js';
import { realSystem } from '../../../src/system/real.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-unix-'));
afterAll(() => rmSync(folder, { recursive: true }));

const listens = `require('net').createServer().listen(process.argv[1], () => console.log('ready'))`;

it.skipIf(platform() !== 'linux')(
  'knows a server by the file of a path that it was given without its folder',
  async () => {
    const server = spawn(process.execPath, ['-e', listens, 'app.sock'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(server.stdout, 'data');
    expect(valueIn(socketsAt(realSystem, join(folder, 'app.sock')))).toHaveLength(1);
    expect(valueIn(socketsAt(realSystem, join(tmpdir(), 'app.sock')))).toEqual([]);
    server.kill();
  },
);

const waits = `import socket, sys
one = socket.socket(socket.AF_UNIX, getattr(socket, sys.argv[2])); one.bind(sys.argv[1])
if sys.argv[2] == "SOCK_SEQPACKET": one.listen()
print("ready", flush=True); sys.stdin.read()`;

it.skipIf(platform() !== 'linux').each(['SOCK_DGRAM', 'SOCK_SEQPACKET'])(
  'takes a socket of another type than a stream for one that somebody has open: %s',
  async type => {
    const path = join(folder, type);
    const server = spawn('python3', ['-c', waits, path, type], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(server.stdout, 'data');
    expect(valueIn(socketsAt(realSystem, path))).toHaveLength(1);
    expect(await connect(path, 0, true, performance.now() + 1000)).toMatchObject({
      outcome: 'connected',
      line: null,
    });
    server.kill();
    await once(server, 'exit');
    expect(await connect(path, 0, true, performance.now() + 1000)).toMatchObject({ outcome: 'refused' });
  },
);
