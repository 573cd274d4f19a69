import { readFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import http2 from 'node:http2';
import https, { type ServerOptions } from 'node:https';
import { createServer as createTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createSecureContext, createServer, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerOf } from '../../../src/causes.js';
import { known } from '../../../src/facts/fact.js';
import { patience } from '../../../src/facts/probes/converse.js';
import { askingOf } from '../../../src/facts/probes/plan.js';
import { probe } from '../../../src/facts/probes/probe.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rules } from '../../../src/rules/index.js';
import { fromHere, verdictOf, world } from '../../support/ground.js';
import { ask, authority, raw, serve } from './server.js';

const { directory, sign } = authority();
const file = (name: string) => readFileSync(join(directory, name));

/** The errors (and, with !, warnings and notes) of the rules about conversations, for what was typed. */
function codesOf(probe: Probe, typed: string): readonly string[] {
  const facts = world({
    machine: known({ now: Date.now() } as never, 'the test'),
    probes: known([probe], 'the test'),
    upstreams: known({ proxy: null, upstreams: [], logged: null }, 'the test'),
  });
  const question = fromHere({
    target: parseTarget(typed.replace('PORT', String(probe.port))),
    address: probe.address,
    port: probe.port,
  });
  return rules
    .filter(rule => ['tls', 'http', 'app'].includes(layerOf(rule.code)))
    .flatMap(rule => {
      const found = verdictOf(rule, facts, question);
      if (found === 'ruled-out') return [];
      if (typeof found === 'string') return [found];
      return [found.severity === 'error' ? rule.code : `${rule.code}!`];
    })
    .sort();
}

beforeAll(() => {
  const names = 'subjectAltName=DNS:localhost,DNS:site.test,IP:127.0.0.1\n';
  sign('good', 'ca', names, 20);
  sign('other', 'ca', 'subjectAltName=DNS:other.test\n', 20);
  sign('localhost', 'ca', 'subjectAltName=IP:127.0.0.1\n', 20);
  sign('past', 'ca', names, -1);
  sign('leaf', 'inter', names, 20);
  sign(
    'many',
    'ca',
    `subjectAltName=${Array.from({ length: 2_000 }, (_, at) => `DNS:n${at}.test`).join(',')}\n`,
    20,
  );
  process.env.SSL_CERT_FILE = join(directory, 'ca.pem');
});
afterAll(() => {
  delete process.env.SSL_CERT_FILE;
});

const hello: RequestListener = (_, response) => response.end('hello');
const keyOf = (name: string): ServerOptions => ({ key: file(`${name}.key`), cert: file(`${name}.pem`) });
const tls =
  (name: string, more: ServerOptions = {}) =>
  () =>
    https.createServer({ ...keyOf(name), ...more }, hello);
const page =
  (status: number, body = '', headers: Record<string, string> = {}) =>
  () =>
    http.createServer((_, response) => response.writeHead(status, headers).end(body));

const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
const aria = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ARIA256-GCM-SHA384:ARIA256-GCM-SHA384' } as const;
const wantsClient = { requestCert: true, rejectUnauthorized: true, ca: () => file('ca.pem') };
const client = (more: ServerOptions) => () =>
  https.createServer(
    { ...keyOf('good'), ...more, requestCert: true, rejectUnauthorized: true, ca: wantsClient.ca() },
    hello,
  );
const byName = () =>
  https.createServer(
    {
      SNICallback: (name, done) =>
        name === 'site.test' ? done(null, createSecureContext(keyOf('good'))) : done(new Error('unknown')),
    },
    hello,
  );

const SETTINGS = Buffer.from('000000040000000000', 'hex');
/** SETTINGS, and HEADERS of stream 1 with :status 200 (RFC 9113, RFC 7541), to whoever begins in HTTP/2. */
function answerInHttp2(socket: Duplex, chunk: Buffer): void {
  if (!chunk.toString().startsWith('PRI')) return void socket.destroy();
  socket.write(SETTINGS);
  setTimeout(() => socket.write(Buffer.from('00000101050000000188', 'hex')), 50);
}

/** Chooses HTTP/2 where that is offered, and nothing else; whoever does not offer it is treated as `otherwise` says. */
const unlessOffered = (otherwise: (socket: TLSSocket) => void) =>
  createTcp(plain =>
    plain.once('data', hello => {
      plain.pause().unshift(hello);
      const offered = hello.includes('\x02h2');
      const more = offered ? { ALPNProtocols: ['h2'] } : {};
      const socket = new TLSSocket(plain, { isServer: true, ...keyOf('good'), ...more });
      socket.on('error', () => {});
      if (offered) socket.once('data', chunk => answerInHttp2(socket, chunk));
      else otherwise(socket);
    }),
  );

describe.concurrent('a conversation with a real server', () => {
  it.each<[string, () => import('node:net').Server, string, readonly string[]]>([
    ['a healthy one in HTTP', () => http.createServer(hello), 'http://127.0.0.1:PORT/', []],
    ['a healthy one by its port', () => http.createServer(hello), 'PORT', []],
    ['a healthy one in TLS', tls('good'), 'https://127.0.0.1:PORT/', ['tls/untrusted-ca!']],
    ['the same by its port', tls('good'), '127.0.0.1:PORT', ['tls/http-to-https-port!']],
    [
      'plain HTTP to TLS',
      tls('good'),
      'http://127.0.0.1:PORT/',
      ['tls/http-to-https-port', 'tls/untrusted-ca!'],
    ],
    [
      'TLS to plain HTTP',
      () => http.createServer(hello),
      'https://127.0.0.1:PORT/',
      ['tls/https-to-http-port'],
    ],
    ['another name', tls('other'), 'https://127.0.0.1:PORT/', ['tls/name-mismatch', 'tls/untrusted-ca!']],
    [
      'the name as the common one, beside an address',
      tls('localhost'),
      'https://localhost:PORT/',
      ['tls/name-mismatch', 'tls/untrusted-ca!'],
    ],
    ['2,000 other names', tls('many'), 'https://127.0.0.1:PORT/', ['tls/name-mismatch', 'tls/untrusted-ca!']],
    ['an expired certificate', tls('past'), 'https://127.0.0.1:PORT/', ['tls/expired']],
    ['no intermediate', tls('leaf'), 'https://127.0.0.1:PORT/', ['tls/incomplete-chain']],
    [
      'a cipher that curl and browsers leave out',
      tls('good', aria),
      'https://127.0.0.1:PORT/',
      ['tls/handshake'],
    ],
    ['TLS 1.1 only', tls('good', old), 'https://127.0.0.1:PORT/', ['tls/handshake', 'tls/protocol-version']],
    [
      'a client certificate, TLS 1.3',
      client({}),
      'https://127.0.0.1:PORT/',
      ['tls/client-certificate', 'tls/untrusted-ca!'],
    ],
    [
      'a client certificate, TLS 1.2',
      client({ maxVersion: 'TLSv1.2' }),
      'https://127.0.0.1:PORT/',
      ['tls/client-certificate', 'tls/handshake'],
    ],
    ['no name in the handshake', byName, 'https://127.0.0.1:PORT/', ['tls/handshake', 'tls/sni-required']],
    ['a name with a dot at its end', byName, 'https://site.test.:PORT/', ['tls/untrusted-ca!']],
    [
      'HTTP/2 alone',
      () => http2.createSecureServer(keyOf('good'), (_, response) => void response.end('x')) as never,
      'https://127.0.0.1:PORT/',
      ['tls/untrusted-ca!'],
    ],
    [
      'HTTP/2 alone, which hangs up on whoever does not offer it',
      () => unlessOffered(socket => socket.once('data', () => socket.destroy())),
      'https://127.0.0.1:PORT/',
      ['tls/untrusted-ca!'],
    ],
    [
      'HTTP/2 alone, which begins with its settings',
      () => unlessOffered(socket => socket.end(SETTINGS)),
      'https://127.0.0.1:PORT/',
      ['tls/untrusted-ca!'],
    ],
    [
      'HTTP/2 alone, which it does not choose in the handshake',
      () =>
        createServer(keyOf('good'), socket =>
          socket.once('data', chunk => answerInHttp2(socket, chunk)),
        ) as never,
      'https://127.0.0.1:PORT/',
      ['http/empty-reply', 'tls/untrusted-ca!'],
    ],
    [
      'HTTP/2 alone, and no answer',
      () => http2.createSecureServer(keyOf('good'), ({ stream }) => stream.session?.destroy()) as never,
      'https://site.test:PORT/',
      ['http/empty-reply', 'tls/untrusted-ca!'],
    ],
    [
      'HTTP/2 alone, and a client certificate',
      () =>
        http2.createSecureServer(
          { ...keyOf('good'), ca: file('ca.pem'), requestCert: true, rejectUnauthorized: true },
          (_, response) => void response.end('x'),
        ) as never,
      'https://127.0.0.1:PORT/',
      ['tls/client-certificate', 'tls/untrusted-ca!'],
    ],
    [
      'HTTP/2 without TLS',
      () => http2.createServer((_, response) => void response.end('x')) as never,
      'http://127.0.0.1:PORT/',
      ['http/not-http'],
    ],
    ['401', page(401, '', { 'www-authenticate': 'Basic' }), 'http://127.0.0.1:PORT/', ['http/auth-required']],
    ['401 by its port', page(401), 'PORT', ['http/auth-required!']],
    ['404', page(404), 'http://127.0.0.1:PORT/x', ['http/not-found']],
    ['500', page(500), 'http://127.0.0.1:PORT/', ['http/server-error']],
    ['503', page(503, '', { 'retry-after': '5' }), 'http://127.0.0.1:PORT/', ['http/overloaded']],
    ['a circle', page(302, '', { location: '/' }), 'http://127.0.0.1:PORT/', ['http/redirect-loop']],
    [
      'a redirect to a closed port',
      page(302, '', { location: 'http://127.0.0.1:1/' }),
      'http://127.0.0.1:PORT/',
      ['http/redirect-elsewhere'],
    ],
    [
      'a redirect to localhost of a server on 127.0.0.1 only',
      () =>
        http.createServer((request, response) =>
          request.url === '/'
            ? response.writeHead(302, { location: `http://localhost:${request.socket.localPort}/x` }).end()
            : response.end('x'),
        ),
      'http://127.0.0.1:PORT/',
      [],
    ],
    [
      'a name that is turned away where its redirect ends, as by Jupyter',
      () =>
        http.createServer(({ url, headers }, response) => {
          if (url === '/') response.writeHead(302, { location: '/tree' }).end();
          else response.writeHead(headers.host?.startsWith('localhost') ? 200 : 403).end();
        }),
      'http://site.test:PORT/',
      // The first is silenced by the second.
      ['http/forbidden', 'http/host-not-allowed'],
    ],
    [
      'a site that turns everybody away where its redirect ends, beside others that do not',
      () =>
        http.createServer(({ url, headers }, response) => {
          if (!headers.host?.startsWith('site.test')) response.writeHead(404).end();
          else if (url === '/') response.writeHead(302, { location: '/docs/' }).end();
          else response.writeHead(403).end();
        }),
      'http://site.test:PORT/',
      ['http/forbidden'],
    ],
    [
      'a site that turns everybody away, beside others that do not',
      () =>
        http.createServer(({ headers }, response) =>
          response.writeHead(headers.host?.startsWith('site.test') ? 403 : 200).end(),
        ),
      'http://site.test:PORT/',
      ['http/forbidden'],
    ],
    [
      'a page that is forbidden by whatever name, where its redirect ends',
      () =>
        http.createServer(({ url }, response) =>
          url === '/' ? response.writeHead(302, { location: '/tree' }).end() : response.writeHead(403).end(),
        ),
      'http://site.test:PORT/',
      ['http/forbidden'],
    ],
    [
      'a redirect to somebody else',
      page(302, '', { location: 'http://192.0.2.1/' }),
      'http://127.0.0.1:PORT/',
      [],
    ],
  ])(
    '%s',
    async (_, make, typed, expected) => {
      const { port, close } = await serve(make() as never);
      try {
        const probe = await ask(typed, port, { names: ['site.test'], directories: [directory] });
        expect(codesOf(probe, typed)).toEqual(expected);
      } finally {
        close();
      }
    },
    60_000,
  );

  it.each([
    [
      'a host check',
      (host: string) => (host.startsWith('localhost') ? 200 : 403),
      ['site.test', 'localhost', 'no-such-site.invalid'],
      ['http/host-not-allowed', 'http/forbidden'],
    ],
    ['no host check', () => 403, ['site.test', 'localhost'], ['http/forbidden']],
  ])('%s is told by asking again as localhost', async (_, status, names, expected) => {
    const { port, close } = await serve(
      http.createServer((request, response) => response.writeHead(status(request.headers.host ?? '')).end()),
    );
    const hosts: string[] = [];
    const target = 'http://site.test:PORT/';
    const probe = await ask(target, port);
    hosts.push(...probe.conversations.map(each => each.name ?? ''));
    close();
    expect(hosts).toEqual(names.map(name => `${name}:${port}`));
    expect(codesOf(probe, target)).toEqual([...expected].sort());
  });

  it.each<[string, (socket: Duplex) => void, string]>([
    [
      'HTTP, and not on silence, which may speak another protocol',
      socket => socket.once('data', () => socket.end()),
      'http/empty-reply!',
    ],
    ['everybody', socket => void socket.end(), 'http/empty-reply'],
  ])('tells of a port in TLS that hangs up on %s', async (_, talk, expected) => {
    const { port, close } = await serve(createServer(keyOf('good'), talk));
    const asking = askingOf(parseTarget(`127.0.0.1:${port}`), port, { own: ['127.0.0.1'] });
    const plan = { protocol: 'tcp', address: '127.0.0.1', port, local: true } as const;
    const said = await probe(
      { ...plan, question: { ...asking, service: 'tls' } },
      performance.now() + 20_000,
    );
    close();
    expect(codesOf(said, `127.0.0.1:${port}`)).toContain(expected);
  });

  it('hears in TLS what a service says to its own question', async () => {
    const denied = '-DENIED Redis is running in protected mode\r\n';
    const { port, close } = await serve(createServer(keyOf('good'), socket => void socket.end(denied)));
    const probe = await ask('PORT', port, { program: 'redis', speaks: 'other' });
    close();
    expect(codesOf(probe, 'PORT')).toContain('app/access-denied');
  });

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'http://127.0.0.1:PORT/', ['http/not-http']],
    ['SSH by its port', 'SSH-2.0-OpenSSH_9.2\r\n', 'PORT', ['http/not-http!']],
    [
      'mail, asked in TLS',
      '220 mail.test ESMTP Postfix\r\n',
      'https://127.0.0.1:PORT/',
      ['http/not-http', 'tls/starttls-port'],
    ],
    [
      'Redis that refuses',
      '-DENIED Redis is running in protected mode\r\n',
      'PORT',
      ['app/access-denied', 'http/not-http!'],
    ],
  ])(
    '%s',
    async (_, greeting, typed, expected) => {
      const { port, close } = await raw(socket => socket.write(greeting));
      const probe = await ask(typed, port, {}, 8);
      close();
      expect(codesOf(probe, typed)).toEqual(expected);
    },
    60_000,
  );

  it.each([
    ['ends before the last chunk', '5\r\nhello\r\n', ['http/empty-reply']],
    ['has no chunks in it', 'hello\r\n', ['http/empty-reply']],
    ['is whole', '5\r\nhello\r\n0\r\n\r\n', []],
    ['is whole, by bare line feeds', '5\nhello\n0\n\n', []],
  ])('judges an answer in chunks that %s', async (_, body, expected) => {
    const { port, close } = await raw(socket =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`)),
    );
    try {
      const typed = 'http://127.0.0.1:PORT/';
      expect(codesOf(await ask(typed, port), typed)).toEqual(expected);
    } finally {
      await close();
    }
  });
  const endsFor =
    (asker: RegExp, size = 0) =>
    (socket: Socket) =>
    (asked: Buffer) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>hello</h1>'.padEnd(size));
      if (asker.test(`${asked}`)) socket.end();
    };
  const ends = (head: string) => (socket: Socket) => () => void socket.end(`${head}\r\n\r\nhello`);
  it.each<[string, (socket: Socket) => (asked: Buffer) => void, number, readonly string[]]>([
    ['ends for those who ask for that alone', endsFor(/Connection: close/), 2, ['http/no-response']],
    ['is long, and does so too', endsFor(/Connection: close/, 20_000), 2, ['http/no-response']],
    ['ends whoever asks', endsFor(/GET/), 2, []],
    ['says that it will end', ends('HTTP/1.1 200 OK\r\nConnection: close'), 1, []],
    ['is of a version that knows no other end', ends('HTTP/1.0 200 OK'), 1, []],
    ['says how long it is', ends('HTTP/1.1 200 OK\r\nContent-Length: 5'), 1, []],
  ])('judges an answer that %s', async (_, answers, times, expected) => {
    const { port, close } = await raw(socket => socket.once('data', answers(socket)));
    const typed = 'http://127.0.0.1:PORT/';
    const probe = await ask(typed, port).finally(close);
    expect(codesOf(probe, typed)).toEqual(expected);
    expect(probe.conversations).toHaveLength(times);
  });

  it.each([
    [
      'thinks after its early hints',
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n',
      'HTTP/1.1 200 OK\r\n\r\nhello',
      [],
    ],
    ['thinks in the middle of its head', 'HTTP/1.1 200 OK\r\nServer: x\r\n', '\r\nhello', []],
    ['stops in the middle of its first word', 'HTT', '', ['http/no-response']],
    [
      'stops in the middle of its page',
      'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n',
      '',
      ['http/no-response'],
    ],
    [
      'never ends its page',
      'HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>',
      '',
      ['http/no-response'],
    ],
    [
      'never ends the page of its redirect',
      'HTTP/1.1 302 Found\r\nContent-Type: text/html\r\nLocation: https://203.0.113.7/\r\n\r\n<html>',
      '',
      [],
    ],
    ['thinks in its page', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>', '</html>', []],
    [
      'has an event now and then',
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n',
      '',
      [],
    ],
    ['watches', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":1}\n', '', []],
  ])(
    'a server that %s',
    async (_, first, rest, expected) => {
      const { port, close } = await raw(socket =>
        socket.once('data', () => {
          socket.write(first);
          if (rest) setTimeout(() => socket.end(rest), 3000);
        }),
      );
      const typed = 'http://127.0.0.1:PORT/';
      const probe = await ask(typed, port, {}, 9);
      close();
      expect(codesOf(probe, typed)).toEqual(expected);
    },
    60_000,
  );

  it('says nothing that a server could mistake for more than a look', async () => {
    const requests: string[] = [];
    const { port, close } = await raw(socket =>
      socket.once('data', bytes => {
        requests.push(bytes.toString());
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      }),
    );
    await ask('http://127.0.0.1:PORT/a%20b?c=d#e', port);
    close();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(
      /^GET \/a%20b\?c=d HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nUser-Agent: curl\/8\.0 \(netcheck\/\S+\)\r\nAccept: \*\/\*\r\nConnection: close\r\n\r\n$/,
    );
  });
});

it('waits for an answer as long as the run lasts, where that is longer than usual', () => {
  expect(patience(100, 9_500)).toBe(6_100);
  expect(patience(100, 30_100)).toBe(26_100);
  expect(patience(100, 3_000)).toBe(3_000);
});
