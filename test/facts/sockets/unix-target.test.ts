import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
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
