import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { atOtherAddress } from '../../../src/facts/upstreams/other-address.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { upstreamState } from '../../support/upstreams.js';

const servers: ReturnType<typeof createServer>[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listenOn(host: string, port = 0): Promise<number> {
  const server = createServer();
  servers.push(server);
  await once(server.listen(port, host), 'listening');
  return (server.address() as AddressInfo).port;
}

it('finds the application at another address of its port, unless it is the proxy or not alone', async () => {
  const port = await listenOn('127.0.0.3');
  const { upstream } = upstreamState({ host: '127.0.0.1', port }, {});
  const found = atOtherAddress(realSystem, upstream, []);
  expect(found).toMatchObject({ place: `127.0.0.3:${port}`, denied: false });
  expect(atOtherAddress(realSystem, upstream, [process.pid])).toBeNull();
  await listenOn('127.0.0.4', port);
  expect(atOtherAddress(realSystem, upstream, [])).toBeNull();
});

it('takes no database for an application on the web', async () => {
  const port = await listenOn('127.0.0.3');
  const { upstream } = upstreamState({ host: '127.0.0.1', port }, {});
  const own = new RegExp(`^/proc/${process.pid}/comm$`);
  const system: System = {
    ...realSystem,
    read: (path, size) => (own.test(path) ? 'redis-server\n' : realSystem.read(path, size)),
  };
  expect(atOtherAddress(system, upstream, [])).toBeNull();
});
