import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createWeb } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { readUpstreams } from '../../../src/facts/upstreams/read.js';
import { realSystem } from '../../../src/system/real.js';
import { listener, process as running } from '../../support/ground.js';
import { attempt, mute, said } from '../../support/talks.js';

it('follows forwarders that lead to one another', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  await new Promise(resolve => free.close(resolve));
  const behind = spawn('socat', ['-d', '-d', `TCP-LISTEN:${port},bind=127.0.0.1,fork`, 'TCP:127.0.0.1:1']);
  await once(behind.stderr, 'data');
  const socket = listener('127.0.0.1', 8000);
  const end = `TCP:127.0.0.1:${port}`;
  const read = await readUpstreams(
    realSystem,
    {
      probes: [attempt([mute({ outcome: 'closed', port: 8000 })])],
      configuration: known([], 'the test'),
      sockets: [socket],
      owners: { pidsByInode: { [socket.inode]: [42] }, hidden: [] },
      processes: [running(42, ['socat', 'TCP-LISTEN:8000,fork', end], { name: 'socat' })],
      likely: [],
      addresses: [],
    },
    performance.now() + 10_000,
  );
  behind.kill();
  expect(read).toMatchObject({ value: { forwarded: { upstream: { text: '127.0.0.1:1' } } } });
}, 30_000);

it('follows a forwarder that hangs up, and none that keeps its client waiting', async () => {
  const socket = listener('127.0.0.1', 8000);
  const socat = running(42, ['socat', 'TCP-LISTEN:8000,fork', 'TCP:127.0.0.1:1'], { name: 'socat' });
  const read = (outcome: 'closed' | 'silent') =>
    readUpstreams(
      realSystem,
      {
        probes: [attempt([mute({ outcome, port: 8000 })])],
        configuration: known([], 'the test'),
        sockets: [socket],
        owners: { pidsByInode: { [socket.inode]: [42] }, hidden: [] },
        processes: [socat],
        likely: [],
        addresses: [],
      },
      performance.now() + 10_000,
    );
  expect(await read('closed')).toMatchObject({ value: { forwarded: { upstream: { text: '127.0.0.1:1' } } } });
  expect(await read('silent')).not.toHaveProperty('value.forwarded');
}, 30_000);

it('asks again a proxy that deals out to several upstreams, and only that', async () => {
  let asked = 0;
  const web = createWeb((_, response) => {
    asked += 1;
    response.writeHead(asked % 2 ? 200 : 502).end();
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const { port } = web.address() as AddressInfo;
  const socket = listener('127.0.0.1', port);
  const read = async (servers: string) => {
    asked = 0;
    const text = `http { upstream u { ${servers} } server { listen ${port}; location / { proxy_pass http://u; } } }`;
    return readUpstreams(
      realSystem,
      {
        probes: [attempt([said({ address: '127.0.0.1', port, path: '/' })])],
        configuration: known([{ path: '/etc/nginx/nginx.conf', text } as never], 'the test'),
        sockets: [socket],
        owners: { pidsByInode: { [socket.inode]: [42] }, hidden: [] },
        processes: [running(42, ['nginx'], { name: 'nginx' })],
        likely: [],
        addresses: [],
      },
      performance.now() + 10_000,
    );
  };
  const two = await read('server 127.0.0.1:1; server 127.0.0.1:2;');
  expect(two).toMatchObject({ value: { proxy: 'nginx', again: { asked: 8 } } });
  expect(await read('server 127.0.0.1:1;')).not.toHaveProperty('value.again');
  expect(asked).toBe(0);
  web.close();
}, 30_000);
