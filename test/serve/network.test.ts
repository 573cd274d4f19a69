import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { join } from 'node:path';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { files } from '../../src/serve/files/files.js';
import type { Application } from '../../src/serve/http/application.js';
import { textReply } from '../../src/serve/http/plain.js';
import { createNetwork, type Network, type ServerSettings } from '../../src/serve/http/server.js';
import { listenAll } from '../../src/serve/listen/listen.js';
import { withProbes } from '../../src/serve/probes/probes.js';
import { alphabet, makeSite } from './ask.js';
import { exchange, hold, sleep } from './wire.js';

const place = { address: '127.0.0.1', family: 4, device: 'lo' } as const;
const running: { network: Network; servers: Server[] }[] = [];
let site: ReturnType<typeof makeSite>;
beforeAll(() => {
  site = makeSite();
});
afterAll(() => site.remove());
afterEach(() => {
  for (const { network, servers } of running.splice(0)) {
    for (const server of servers) server.close();
    network.guard.stop();
  }
});

const serve = async (application: Application, settings: ServerSettings = {}): Promise<number> => {
  const network = createNetwork(application, settings);
  const { servers, port } = await listenAll(network.create, [place], 0);
  running.push({ network, servers });
  return port;
};
const pong = withProbes(() => textReply('file'));
const get = (target: string, headers = ''): string => `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const post = (headers: string, body: string): string =>
  `POST /echo HTTP/1.1\r\nHost: a\r\n${headers}\r\n${body}`;
const close = 'Connection: close\r\n';
const statusesOf = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(match => match[1]!);

describe('requests that are refused, by RFC 9112 and 9110', () => {
  const smuggled = get('/echo/SMUGGLED');
  const table: [what: string, bytes: string, status: string][] = [
    ['two Content-Lengths', post('Content-Length: 5\r\nContent-Length: 6\r\n', 'helloX'), '400'],
    ['two equal Content-Lengths', post('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'), '400'],
    ['a list of Content-Lengths', post('Content-Length: 5, 5\r\n', 'hello'), '400'],
    [
      'Content-Length and Transfer-Encoding',
      post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`),
      '400',
    ],
    [
      'Transfer-Encoding and Content-Length',
      post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${smuggled}`),
      '400',
    ],
    ['an unknown transfer coding', post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'), '501'],
    ['chunked not last', post('Transfer-Encoding: chunked, gzip\r\n', '0\r\n\r\n'), '400'],
    ['a disguised transfer coding', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'), '501'],
    ['a space before the colon', post('Content-Length : 5\r\n', 'hello'), '400'],
    ['a folded header', post('X-A: b\r\n Content-Length: 5\r\n', ''), '400'],
    ['a negative length', post('Content-Length: -5\r\n', 'hello'), '400'],
    ['a signed length', post('Content-Length: +5\r\n', 'hello'), '400'],
    ['a length past counting', post(`Content-Length: ${'9'.repeat(30)}\r\n`, 'hello'), '400'],
    ['a bare CR in a header', post('X-A: b\rContent-Length: 5\r\n', 'hello'), '400'],
    ['a NUL in a header', post('X-A: b\0\r\n', ''), '400'],
    [
      'a chunk size that is no number',
      post('Transfer-Encoding: chunked\r\n', 'xyz\r\nhello\r\n0\r\n\r\n'),
      '400',
    ],
    ['a chunk longer than it said', post('Transfer-Encoding: chunked\r\n', '2\r\nhello\r\n0\r\n\r\n'), '400'],
    ['no Host', 'GET /ping HTTP/1.1\r\n\r\n', '400'],
    ['two Hosts', 'GET /ping HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', '400'],
    ['a Host that is none', 'GET /ping HTTP/1.1\r\nHost: a b/c\r\n\r\n', '400'],
    ['a method that is none', 'G(T /ping HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', '400'],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
    ['HTTP/2 in the words of HTTP/1', 'GET /ping HTTP/2.0\r\nHost: a\r\n\r\n', '505'],
    ['a version that nobody speaks', 'GET /ping HTTP/1.9\r\nHost: a\r\n\r\n', '505'],
    ['lines that end with LF alone', 'GET /ping HTTP/1.1\nHost: a\n\n', '400'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400'],
    ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', '405'],
    ['a huge URL', get(`/${'x'.repeat(9000)}`), '414'],
    ['a URL longer than a head', get(`/${'x'.repeat(100_000)}`), '414'],
    ['a long header', get('/ping', `X-A: ${'x'.repeat(20_000)}\r\n`), '431'],
    ['many headers', get('/ping', 'X-A: b\r\n'.repeat(150)), '431'],
    ['100,000 small headers', get('/ping', 'a:b\r\n'.repeat(100_000)), '431'],
    ['an unknown expectation', get('/ping', 'Expect: miracles\r\n'), '417'],
  ];
  it.each(table)('%s', async (_, bytes, status) => {
    const text = await exchange(await serve(pong), bytes, { until: /\r\n\r\n[\s\S]*\n$/ });
    expect(statusesOf(text)).toEqual([status]);
    expect(text).not.toContain('SMUGGLED');
  });

  it('says with CONNECT that no method is allowed (RFC 9110, 15.5.6)', async () => {
    const text = await exchange(await serve(pong), 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
    expect(text).toMatch(/\r\nAllow:\r\n/);
  });

  it.each([
    ['GET /ping HTTP/1.0\n\n', true],
    ['GET /ping HTTP/1.1\nHost: a\n\n', true],
    ['SSH-2.0-OpenSSH_9.2\r\n', false],
    ['\x16\x03\x01\x02\n\x01\x00\x01', false],
  ])('tells who typed %j whether its lines want a CR: %s', async (bytes, expected) => {
    const text = await exchange(await serve(pong), bytes, { until: /\r\n\r\n[\s\S]*\n$/ });
    expect(text.includes('nc -C')).toBe(expected);
  });

  it('ends a head that never ends', async () => {
    const port = await serve(pong, { limits: { headersMs: 300 } });
    const { socket, closed } = await hold(port, 'GET /ping HTTP/1.1\r\nHost: a\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 50);
    await closed;
    clearInterval(drip);
  });
});

describe('requests that are answered', () => {
  it('describes one whose content is longer than what it keeps, and goes on with the connection', async () => {
    const port = await serve(pong);
    const long = `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`;
    const text = await exchange(port, [long, get('/ping', close)]);
    expect(statusesOf(text)).toEqual(['200', '200']);
    expect(/"bodyTruncated": true/.test(text) && text.endsWith('PONG')).toBe(true);
  });
  it('leaves nothing with the signal of one that sleeps often', async () => {
    const warnings: string[] = [];
    const hear = (warning: Error): number => warnings.push(warning.name);
    process.on('warning', hear);
    const port = await serve(pong);
    expect(await exchange(port, get('/drip?numbytes=40&duration=0.1', close))).toContain('*'.repeat(3));
    await sleep(10);
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });
  it.each([
    ['an upgrade is ignored', get('/ping', 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n')],
    [
      'an upgrade to HTTP/2, too',
      get('/ping', 'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n'),
    ],
    ['HTTP/1.0', 'GET /ping HTTP/1.0\r\n\r\n'],
    ['HTTP/1.0 with keep-alive', `GET /ping HTTP/1.0\r\nHost: a\r\n\r\n`],
    ['the absolute form', `GET http://a/ping HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    [
      'a chunked request',
      `POST /ping HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n${close}\r\n3\r\nabc\r\n0\r\n\r\n`,
    ],
    ['an empty line first', `\r\n${get('/ping', close)}`],
  ])('%s', async (_, bytes) => {
    const text = await exchange(await serve(pong), bytes, { until: /PONG$/ });
    expect(statusesOf(text)).toEqual(['200']);
    expect(text).toMatch(/PONG$/);
  });

  it('in the order in which they were sent ahead', async () => {
    const requests =
      Array.from({ length: 200 }, (_, i) => get(`/echo/${i}.`)).join('') + get('/echo/last', close);
    const text = await exchange(await serve(pong), requests);
    expect(text.match(/(\d+\.|last)(?=HTTP|$)/g)).toEqual([
      ...Array.from({ length: 200 }, (_, i) => `${i}.`),
      'last',
    ]);
  });

  it('with one file open for a hundred requests sent ahead', async () => {
    const port = await serve(files({ directory: site.directory }));
    const before = readdirSync('/proc/self/fd').length;
    const { socket } = await hold(port, get('/large.bin').repeat(100));
    socket.pause();
    await sleep(300);
    expect(readdirSync('/proc/self/fd').length - before).toBeLessThan(6);
    socket.destroy();
    await sleep(100);
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 1);
  });

  it('after "100 Continue", which is sent when somebody reads', async () => {
    const head = (path: string): string =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n${close}\r\n`;
    const port = await serve(pong);
    expect(statusesOf(await exchange(port, [head('/echo'), 'hi']))).toEqual(['100', '200']);
    expect(statusesOf(await exchange(port, head('/ping'), { until: /PONG/ }))).toEqual(['200']);
  });

  it('without their body where they ask by HEAD', async () => {
    const text = await exchange(await serve(pong), `HEAD /ping HTTP/1.1\r\nHost: a\r\n${close}\r\n`);
    expect(text).toMatch(/Content-Length: 4\r\n[\s\S]*\r\n\r\n$/);
  });

  it('with files of every size, whole', async () => {
    const port = await serve(files({ directory: site.directory }));
    const text = await exchange(port, get('/large.bin', close));
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(Buffer.alloc(700_000, alphabet).toString());
    expect(await exchange(port, get('/empty.bin', close))).toMatch(/Content-Length: 0\r\n[\s\S]*\r\n\r\n$/);
  });
});

it('ends the connection, not the server, when a file shrinks while it is sent', async () => {
  const path = join(site.directory, 'shrinking.bin');
  writeFileSync(path, Buffer.alloc(30_000_000));
  const port = await serve(withProbes(files({ directory: site.directory })));
  const { socket, closed } = await hold(port, get('/shrinking.bin'));
  socket.pause();
  await sleep(200);
  truncateSync(path, 1000);
  socket.resume();
  expect((await closed).length).toBeLessThan(30_000_000);
  expect(await exchange(port, get('/ping', close))).toMatch(/PONG$/);
});

it('answers 500 for an application that throws, and goes on', async () => {
  const errors: unknown[] = [];
  const app: Application = request => {
    if (request.url.endsWith('/sync')) throw new Error('sync');
    return request.url.endsWith('/async') ? Promise.reject(new Error('async')) : textReply('fine');
  };
  const port = await serve(app, { report: error => errors.push(error) });
  for (const target of ['/sync', '/async'])
    expect(statusesOf(await exchange(port, get(target, close)))).toEqual(['500']);
  expect(await exchange(port, get('/', close))).toMatch(/fine$/);
  expect(errors).toHaveLength(2);
});

describe('as an application interface', () => {
  it('runs a Hono application as it is', async () => {
    const app = new Hono();
    app.use(cors());
    app.get('/hello/:name', c => c.json({ hello: c.req.param('name') }));
    app.post('/upper', async c => c.text((await c.req.text()).toUpperCase(), 201));
    const port = await serve(request => app.fetch(request));
    const hello = await fetch(`http://127.0.0.1:${port}/hello/ana`);
    expect(await hello.json()).toEqual({ hello: 'ana' });
    expect(hello.headers.get('access-control-allow-origin')).toBe('*');
    const upper = await fetch(`http://127.0.0.1:${port}/upper`, { method: 'POST', body: 'abc' });
    expect([upper.status, await upper.text()]).toEqual([201, 'ABC']);
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404);
  });

  it('streams both ways at the same time', async () => {
    const port = await serve(request => {
      const upper = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) =>
          controller.enqueue(Buffer.from(Buffer.from(chunk).toString().toUpperCase())),
      });
      return new Response((request.body as ReadableStream<Uint8Array>).pipeThrough(upper));
    });
    const seen: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', method: 'POST' }, incoming => {
        incoming.on('data', chunk => {
          seen.push(String(chunk));
          if (seen.length === 1) outgoing.end('second');
        });
        incoming.on('end', resolve);
      });
      outgoing.on('error', reject);
      outgoing.write('first');
    });
    expect(seen).toEqual(['FIRST', 'SECOND']);
  });

  it('tells an application that its client has gone', async () => {
    let aborted: () => void;
    const gone = new Promise<void>(resolve => {
      aborted = resolve;
    });
    const port = await serve(request => {
      request.signal.addEventListener('abort', () => aborted());
      return new Promise<Response>(() => {});
    });
    const { socket } = await hold(port, get('/'));
    await sleep(100);
    socket.destroy();
    await gone;
  });
});

describe('an application that fails', () => {
  const failing = async (bytes: string): Promise<unknown[]> => {
    const reported: unknown[] = [];
    const port = await serve(request => request.text().then(() => Promise.reject(new Error('a bug'))), {
      report: error => reported.push(error),
    });
    await exchange(port, bytes);
    return reported;
  };
  it('is reported', async () => {
    expect(await failing(post(`Content-Length: 5\r\n${close}`, 'hello'))).toEqual([new Error('a bug')]);
  });
  it('is not, where the request that it reads is cut off', async () => {
    expect(await failing(post('Transfer-Encoding: chunked\r\n', 'xyz\r\n'))).toEqual([]);
  });
});

describe('when places are short', () => {
  const slow = { served: 5, turnedAway: 3 };

  it('gives a newcomer the place of the oldest that has not finished its request', async () => {
    const port = await serve(pong, { limits: slow });
    const held = [];
    for (let i = 0; i < 5; i++) held.push(await hold(port, 'GET /ping HTTP/1.1\r\nHost'));
    await sleep(50);
    expect(await exchange(port, get('/ping', close))).toMatch(/PONG$/);
    await held[0]!.closed;
    held[4]!.socket.write(': a\r\nConnection: close\r\n\r\n');
    expect(await held[4]!.closed).toMatch(/PONG$/);
    for (const { socket } of held) socket.destroy();
  });

  it('turns away with 503 and Retry-After, then closes at once, while everybody is being served', async () => {
    const port = await serve(() => new Promise<Response>(() => {}), { limits: slow });
    const served = [];
    for (let i = 0; i < 5; i++) served.push(await hold(port, get('/')));
    await sleep(100);
    const turned = await Promise.all(Array.from({ length: 6 }, () => exchange(port, get('/'))));
    const refused = turned.filter(text => text.startsWith('HTTP/1.1 503'));
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused.every(text => /Retry-After: 1/.test(text))).toBe(true);
    for (const { socket } of served) socket.destroy();
    await sleep(100);
  });

  it('closes idle connections for newcomers', async () => {
    const port = await serve(pong, { limits: slow });
    const idle = [];
    for (let i = 0; i < 5; i++) idle.push(await hold(port, get('/ping')));
    await sleep(100);
    expect(await exchange(port, get('/ping', close))).toMatch(/PONG$/);
    await idle[0]!.closed;
    for (const { socket } of idle) socket.destroy();
  });

  it('takes the place of a reader that stands still, and spares one that reads on', {
    timeout: 30_000,
  }, async () => {
    const path = join(site.directory, 'download.bin');
    writeFileSync(path, '');
    truncateSync(path, 400_000_000);
    const port = await serve(withProbes(files({ directory: site.directory })), {
      limits: { served: 2, turnedAway: 3 },
    });
    const honest = await hold(port, get('/download.bin', close));
    let received = 0;
    honest.socket.on('data', chunk => {
      received += chunk.length;
      honest.socket.pause();
      setTimeout(() => honest.socket.resume(), 7);
    });
    await sleep(3500);
    const still = await hold(port, get('/download.bin'));
    still.socket.pause();
    await sleep(1500);
    for (let i = 0; i < 5; i++) expect(await exchange(port, get('/ping', close))).toMatch(/PONG$/);
    const before = received;
    await sleep(500);
    expect(received).toBeGreaterThan(before);
    honest.socket.destroy();
    still.socket.destroy();
  });

  it('lets go of a body that does not come', { timeout: 20_000 }, async () => {
    const port = await serve(pong, { limits: { graceMs: 500, stallMs: 1500 } });
    const { closed } = await hold(port, 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc');
    await closed;
  });

  it('lets go of a reader that does not read', { timeout: 20_000 }, async () => {
    writeFileSync(join(site.directory, 'unread.bin'), Buffer.alloc(40_000_000));
    const port = await serve(files({ directory: site.directory }), {
      limits: { graceMs: 500, stallMs: 1500 },
    });
    const before = readdirSync('/proc/self/fd').length;
    const { socket } = await hold(port, get('/unread.bin'));
    socket.pause();
    await sleep(4500);
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 1);
    socket.destroy();
  });
});
