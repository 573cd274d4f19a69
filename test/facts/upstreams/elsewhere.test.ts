import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
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
