import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createWeb } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { readUpstreams } from '../../../src/facts/upstreams/read.js';
import { realSystem } from '../../../src/system/real.js';
import { listener, process as running } from '../../support/ground.js';
import { answer, attempt, mute, said } from '../../support/talks.js';

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

/** What is known after so many requests to nginx, which answers each with the next of these statuses; and how often it was asked. */
async function readByTurns(
  {
    statuses,
    servers,
    first = 200,
    ms = 2,
    delay = 0,
  }: {
    statuses: readonly number[];
    servers: string;
    first?: number;
    ms?: number;
    delay?: number;
  },
  own = true,
) {
  let asked = 0;
  let atOnce = 0;
  let most = 0;
  const web = createWeb((_, response) => {
    const status = statuses[asked++ % statuses.length]!;
    most = Math.max(most, ++atOnce);
    setTimeout(() => {
      atOnce -= 1;
      response.writeHead(status).end();
    }, delay);
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const { port } = web.address() as AddressInfo;
  const socket = listener('127.0.0.1', port);
  const nginx = running(42, ['nginx'], { name: 'nginx' });
  const text = `http { upstream u { ${servers} } server { listen ${port}; location / { proxy_pass http://u; } } }`;
  const read = await readUpstreams(
    realSystem,
    {
      probes: [attempt([said({ address: '127.0.0.1', port, path: '/', http: answer(first), ms })])],
      configuration: known([{ path: '/etc/nginx/nginx.conf', text } as never], 'the test'),
      sockets: [socket],
      owners: { pidsByInode: own ? { [socket.inode]: [42] } : {}, hidden: [] },
      processes: own ? [nginx] : [],
      likely: own ? [] : [nginx],
      addresses: [],
    },
    performance.now() + 10_000,
  );
  web.close();
  return { read, asked, most };
}

const servers = 'server 127.0.0.1:1; server 127.0.0.1:2;';

it.each([
  ['is gone', { statuses: [200, 502], servers }, 3],
  ['fails by itself', { statuses: [200, 500], servers }, 3],
  ['has nothing at the path', { statuses: [200, 404], servers }, 3],
  ['is gone, and was asked first', { statuses: [200, 502], servers, first: 502 }, 4],
])(
  'asks a proxy again that deals out to several upstreams, where one %s',
  async (_, turns, failed) => {
    const { read, most } = await readByTurns(turns);
    expect(read).toMatchObject({
      value: { proxy: 'nginx', again: { asked: 8, failed: { length: failed } } },
    });
    expect(most).toBe(1);
  },
  30_000,
);

it('asks again for an ordinary user, who only sees who may hold the port', async () =>
  expect((await readByTurns({ statuses: [200, 502], servers }, false)).read).toMatchObject({
    value: { again: { asked: 8 } },
  }));

it.each([
  ['there is one upstream', { statuses: [502], servers: 'server 127.0.0.1:1;' }, 0],
  ['all requests fail', { statuses: [502], servers, first: 502 }, 7],
  ['none does', { statuses: [200], servers }, 7],
  ['the method is not known to one', { statuses: [501], servers }, 7],
])(
  'tells of no luck where %s',
  async (_, turns, expected) => {
    const { read, asked } = await readByTurns(turns);
    expect(read).not.toHaveProperty('value.again');
    expect(asked).toBe(expected);
  },
  30_000,
);

it('asks a slow proxy less often, and never twice at once', async () => {
  const { read, asked, most } = await readByTurns({ statuses: [200], servers, ms: 800, delay: 800 });
  expect(read).not.toHaveProperty('value.again');
  expect([asked, most]).toEqual([2, 1]);
}, 30_000);

/** What is known of the way on from nginx, with this configuration, after this answer at port 8000. */
function behindNginx(text: string, end: ReturnType<typeof said>, byUrl = false) {
  const socket = listener('0.0.0.0', 8000);
  return readUpstreams(
    realSystem,
    {
      probes: [attempt([end])],
      configuration: known([{ path: '/etc/nginx/nginx.conf', text } as never], 'the test'),
      sockets: [socket],
      owners: { pidsByInode: { [socket.inode]: [42] }, hidden: [] },
      processes: [running(42, ['nginx'], { name: 'nginx' })],
      likely: [],
      addresses: [],
      byUrl,
    },
    performance.now() + 10_000,
  );
}

it.each([
  ['the name that the proxy sends', 400, 400],
  ['what else the proxy brings', 200, 200],
])(
  'asks the application by both names, where it minds %s',
  async (_, byProxys, handed) => {
    const web = createWeb(({ headers }, response) => {
      response.writeHead(/^shop\.test/.test(headers.host ?? '') ? 200 : byProxys).end();
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    const text = `http { server { listen 8000; location / { proxy_pass http://127.0.0.1:${port}; } } }`;
    const end = said({ port: 8000, name: 'shop.test:8000', path: '/', http: answer(400, 'Bad Request') });
    const read = await behindNginx(text, end);
    web.close();
    expect(read).toMatchObject({ value: { upstreams: [{ handed }] } });
  },
  30_000,
);

it.each([
  ['allow 10.0.0.9; deny all;', 403, false, true],
  ['', 403, true, false],
  ['auth_basic shop;', 401, true, true],
  // Of a port alone, a password is no matter.
  ['auth_basic shop;', 401, false, false],
])(
  'looks behind what turns this machine away: %s %i, URL %s',
  async (rules, status, byUrl, looked) => {
    const text = `http { server { listen 8000; location / { ${rules} proxy_pass http://127.0.0.1:1; } } }`;
    const read = await behindNginx(text, said({ port: 8000, path: '/', http: answer(status) }), byUrl);
    const refused = { proxy: 'nginx', upstreams: [{ probes: [{ outcome: 'refused' }, {}] }] };
    expect(read).toMatchObject({ value: { proxy: null } });
    if (looked) expect(read).toMatchObject({ value: { behindRules: refused } });
    else expect(read).not.toHaveProperty('value.behindRules');
  },
  30_000,
);
