import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { elsewhere } from '../../../src/facts/upstreams/elsewhere.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { upstreamState } from '../../support/upstreams.js';

/** This process is the only one, and its name is that. */
const named = (name: string): System => ({
  ...realSystem,
  list: path => (path === '/proc' ? [`${process.pid}`] : realSystem.list(path)),
  read: (path, size) => (/^\/proc\/\d+\/comm$/.test(path) ? `${name}\n` : realSystem.read(path, size)),
});

it('takes what the proxy leads other requests to for another application, but for PHP-FPM', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const found = (name: string, protocol: 'http' | 'fastcgi', text: string) => {
    const { upstream } = upstreamState({ protocol, host: '127.0.0.1', port: 1 }, {});
    return elsewhere(named(name), upstream, undefined, [{ path: '/nginx.conf', text, modifiedAt: 0 }]);
  };
  const other = `location / { proxy_pass http://localhost:${port}; }`;
  const place = { name: 'gunicorn', place: `127.0.0.1:${port}` };
  expect(await found('gunicorn', 'http', '')).toMatchObject(place);
  expect(await found('gunicorn', 'http', other)).toBeNull();
  expect(await found('gunicorn', 'http', `# ${other}`)).toMatchObject(place);
  expect(await found('gunicorn', 'http', `proxy_pass http://localhost:${port}0;`)).toMatchObject(place);
  expect(await found('php-fpm8.2', 'fastcgi', other)).toMatchObject({ place: place.place });
  server.close();
});

/** A script that serves 3000, unless PORT says otherwise, and has this free port. */
const source = (port: number) => `import os, socket
listen = lambda port: socket.create_server(('127.0.0.1', ${port}))
server = listen(os.environ.get('PORT') or 3000)
print('ready', flush=True)
input()
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

it.skipIf(process.platform !== 'linux').each([
  ['by PORT', (port: number) => ({ PORT: `${port}` }), () => '', true],
  ['by its .env', () => ({}), (port: number) => `PORT=${port}\n`, true],
  ['by nobody: it may be a port for something else', () => ({}), () => '', false],
])(
  'names the script that serves the port by its source, and was told another one %s',
  async (_, variables, env, found) => {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'netcheck-elsewhere-'));
    writeFileSync(join(folder, 'shop.py'), source(port));
    writeFileSync(join(folder, '.env'), env(port));
    const shop = spawn('python3', ['shop.py'], { cwd: folder, env: { ...process.env, ...variables(port) } });
    await once(shop.stdout, 'data');
    const system: System = {
      ...realSystem,
      list: path => (path === '/proc' ? [`${shop.pid}`] : realSystem.list(path)),
    };
    const { upstream } = upstreamState({ protocol: 'http', host: '127.0.0.1', port: 3000 }, {});
    const there = {
      name: expect.stringMatching(/^python\S* shop\.py$/),
      place: `127.0.0.1:${port}`,
      denied: false,
    };
    expect(await elsewhere(system, upstream, undefined, [])).toEqual(found ? there : null);
    shop.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  },
);
