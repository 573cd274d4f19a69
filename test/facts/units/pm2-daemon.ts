import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { message } from './pm2-message.js';

/** A daemon of PM2 for the tests of one file: `home` is its folder, and `told` the entry that its rpc.sock tells of. */
export function pm2Daemon(): { readonly home: string; told: object } {
  const daemon = { home: mkdtempSync(join(tmpdir(), 'netcheck-pm2-')), told: {} };
  const server = createServer(socket => void socket.once('data', () => socket.end(message([daemon.told]))));
  beforeAll(() => new Promise<void>(resolve => void server.listen(join(daemon.home, 'rpc.sock'), resolve)));
  afterAll(() => {
    server.close();
    rmSync(daemon.home, { recursive: true, force: true });
  });
  return daemon;
}
