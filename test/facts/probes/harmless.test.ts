import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { netcheck } from '../../support/netcheck.js';

/** A server that says something, ends its side, and would die of a reset: it has no handler for errors. */
const fragile = `
const server = require('node:net').createServer(socket => socket.end('220 ready\\r\\n'));
server.listen(0, '0.0.0.0', () => console.log(server.address().port));
`;

it('leaves a server alive that dies of a reset', async () => {
  const server = spawn(process.execPath, ['-e', fragile], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [port] = await once(server.stdout, 'data');
    for (let look = 0; look < 5; look++) await netcheck(['why', String(port).trim()]);
    expect(server.exitCode).toBeNull();
  } finally {
    server.kill();
  }
}, 60_000);
