// Runs the commands once each, against a server of their own: what V8 makes of their bundles is kept.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';

const netcheck = join(import.meta.dirname, '../bin/netcheck.js');
const run = words =>
  new Promise(resolve => {
    spawn(process.execPath, [netcheck, ...words], { stdio: 'ignore' }).once('close', resolve);
  });

// One port that answers and one that does not (1, tcpmux) go most of the ways through the rules.
const server = createServer((_request, response) => response.end('PONG')).listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  await run(['why', `${port}`, '1']);
  await run(['ifaces']);
  await run(['ports']);
  await run(['bg', `${port}`]);
  server.close();
  server.closeAllConnections();
});
