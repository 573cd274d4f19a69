import { readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applicationOf } from '../../src/serve/application.js';
import type { Application } from '../../src/serve/http/application.js';
import { createNetwork, type Network } from '../../src/serve/http/server.js';
import { listenAll } from '../../src/serve/listen/listen.js';
import type { Plan } from '../../src/serve/plan.js';
import { ask, makeSite, secret } from './ask.js';
import { createRandom } from './random.js';
import { exchange } from './wire.js';

const seed = 20_261_120;
const inProcess = 97_000;
const overSockets = 3_000;

let site: ReturnType<typeof makeSite>;
let app: Application;
beforeAll(() => {
  site = makeSite();
  app = applicationOf(
    { ...plain, directory: site.directory },
    () => {},
    () => {},
  );
});
afterAll(() => site.remove());

const plain: Plan = {
  directory: '',
  host: 'lo',
  places: [],
  port: 0,
  upwards: false,
  tls: false,
  keyPair: null,
  fault: null,
  spa: false,
  cors: true,
  jsonp: true,
  follow: false,
  dotfiles: false,
  probes: true,
  compression: true,
  cacheSeconds: undefined,
  tcp: false,
  udp: false,
  log: '/dev/null',
  logFormat: 'combined',
  debug: true,
  maxConnections: undefined,
  workers: 1,
};

const random = createRandom(seed);
const { below, pick } = random;
const times = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);

const words = [
  'a.txt',
  'large.bin',
  'index.html',
  'empty.bin',
  'long.css',
  'packed.js',
  'sub',
  'b.json',
  'leaving',
  'leaving.txt',
  'secret.txt',
  'private',
  'zero',
  '.env',
  '.git',
  'config',
  '..',
  '.',
  '',
  '%2e%2e',
  '%2E.',
  '..%2f',
  '%2f',
  '%5c',
  '%00',
  '%',
  '%ff',
  '%c0%ae',
  '..;',
  '..\\',
  'etc',
  'passwd',
  'proc',
  'self',
  '~',
  'www-twin',
  'C:',
  'con',
  'ping',
  'echo',
  'status',
  'redirect',
  'headers',
  '200',
  '503x',
  '\u00fc',
  '\x7f',
  '*',
];
const anyByte = (): string => String.fromCharCode(33 + below(222));
const segment = (): string => (below(5) === 0 ? times(12, anyByte).join('') : pick(words));
const query = (): string =>
  pick(['', '', '?', '?sort=size', '?sort=&order=desc', '?callback=x', '?callback=<x>', `?${segment()}`]);
const existing = [
  '/a.txt',
  '/a.txt',
  '/large.bin',
  '/',
  '/sub/',
  '/sub',
  '/long.css',
  '/packed.js',
  '/empty.bin',
];
const target = (): string => (below(2) === 0 ? pick(existing) : invented());
const invented = (): string =>
  pick(['/', '/', '/', '/', '//', '', 'http://a/', '/./']) + times(6, segment).join('/') + query();
const number = (): string =>
  pick(['', '0', '1', '5', '25', '26', '27', '699999', '99999999999999999999', '-1', 'x', ' ']);
const range = (): string =>
  pick(['bytes=', 'bytes=', 'bytes=', 'Bytes =', 'items=', '']) +
  times(2, () => `${number()}-${number()}`).join(pick([',', ', ', ',,', ';']));
const tag = (): string =>
  pick(['*', '"x"', 'W/"x"', '"', '"x', '"a"-br"', 'Tue, 05 Mar 2024 06:07:08 GMT', '', '\xff']);
const coding = (): string =>
  times(
    4,
    () => pick(['br', 'gzip', '*', 'identity', 'x', '']) + pick(['', ';q=0', ';q=1', ';q=x', ';q']),
  ).join(',');
const makers: Readonly<Record<string, () => string>> = {
  range,
  'if-range': tag,
  'if-match': tag,
  'if-none-match': () => times(3, tag).join(', '),
  'if-modified-since': tag,
  'if-unmodified-since': tag,
  'accept-encoding': coding,
  accept: () => pick(['text/html', '*/*', '']),
  origin: () => pick(['null', 'https://a.example', '\xff']),
  'content-length': () => pick(['0', '5', 'x', '99999999999']),
  cookie: () => times(20, anyByte).join(''),
};
const headers = (): Record<string, string> =>
  Object.fromEntries(times(4, () => pick(Object.keys(makers))).map(name => [name, makers[name]!()]));
const method = (): string => pick(['GET', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'BREW']);

/** A probe is asked for a 5xx only on purpose. */
const onPurpose = (path: string): boolean => /\/status/i.test(path);

/** Whether an answer is none that may be given. Asked of a hundred thousand, without an `expect` for each. */
const isWrong = (path: string, status: number, body: string): boolean =>
  (status >= 500 && !onPurpose(path)) || body.includes(secret) || body.includes('root:x:0:0');

it(`survives ${inProcess} requests to the application`, { timeout: 300_000 }, async () => {
  const open = readdirSync('/proc/self/fd').length;
  const counts = new Map<number, number>();
  for (let i = 0; i < inProcess; i++) {
    const asked = { method: method(), target: target(), headers: headers() };
    const response = await ask(app, asked.target, asked);
    counts.set(response.status, (counts.get(response.status) ?? 0) + 1);
    const encoded = response.headers.get('content-encoding') !== null;
    const text = await response.text();
    const length = response.headers.get('content-length');
    const whole = length !== null && asked.method !== 'HEAD' && response.status !== 304 && !encoded;
    if (isWrong(asked.target, response.status, text) || (whole && Buffer.byteLength(text) !== Number(length)))
      expect.fail(`${JSON.stringify(asked)} → ${response.status}, ${length}, ${text.length}`);
  }
  expect(readdirSync('/proc/self/fd').length).toBe(open);
  for (const status of [200, 206, 301, 304, 400, 404, 405, 412, 416])
    expect(counts.get(status) ?? 0, `${status}`).toBeGreaterThan(20);
});

it(`survives ${overSockets} requests over sockets`, { timeout: 300_000 }, async () => {
  const network: Network = createNetwork(app);
  const place = { address: '127.0.0.1', family: 4, device: 'lo' } as const;
  const { servers, port } = await listenAll<Server>(network.create, [place], 0);
  const odd = (): string =>
    pick([
      '',
      '',
      '',
      'X: \0\r\n',
      ' folded\r\n',
      'Content-Length: 3\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Host: b\r\n',
      'NoColon\r\n',
    ]);
  const request = (): string => {
    const fields = Object.entries(headers()).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method()} ${target()} HTTP/${pick(['1.1', '1.1', '1.1', '1.0', '2.0', '9'])}\r\nHost: a\r\n${odd()}${fields.join('')}Connection: close\r\n\r\n${times(5, anyByte).join('')}`;
  };
  for (let done = 0; done < overSockets; done += 50)
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const sent = request();
        const text = await exchange(port, Buffer.from(sent, 'latin1'), {
          ms: 1500,
          until: /^HTTP\/1\.1 [45]\d\d/,
        });
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
        const refused = status === 501 || status === 505;
        if (isWrong(sent, refused ? 400 : status, text)) expect.fail(`${JSON.stringify(sent)} → ${status}`);
      }),
    );
  expect(await exchange(port, 'GET /ping HTTP/1.0\r\n\r\n')).toMatch(/PONG$/);
  for (const server of servers) server.close();
  network.guard.stop();
});
