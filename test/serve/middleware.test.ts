import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { files } from '../../src/serve/files/files.js';
import { type Application, compose } from '../../src/serve/http/application.js';
import { jsonReply, textReply } from '../../src/serve/http/plain.js';
import { reply } from '../../src/serve/http/reply.js';
import { accessLog } from '../../src/serve/middleware/access-log.js';
import { compression } from '../../src/serve/middleware/compression.js';
import { cors } from '../../src/serve/middleware/cors.js';
import { debugLog } from '../../src/serve/middleware/debug-log.js';
import { etag } from '../../src/serve/middleware/etag.js';
import { headFromGet } from '../../src/serve/middleware/head.js';
import { jsonp } from '../../src/serve/middleware/jsonp.js';
import { limitContent } from '../../src/serve/middleware/limits.js';
import { withProbes } from '../../src/serve/probes/probes.js';
import { ask, makeSite } from './ask.js';

let site: ReturnType<typeof makeSite>;
beforeAll(() => {
  site = makeSite();
});
afterAll(() => site.remove());

const words = 'all work and no play '.repeat(200);
const streamed = (text: string): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of text.match(/.{1,500}/gs) ?? []) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

describe('compression', () => {
  const app = compose(
    request => {
      if (request.url.endsWith('/short')) return textReply('short');
      if (request.url.endsWith('/image')) return reply(200, ['Content-Type', 'image/png'], words);
      if (request.url.endsWith('/stream')) return reply(200, ['Content-Type', 'text/plain'], streamed(words));
      if (request.url.endsWith('/platform'))
        return new Response(words, { headers: { 'content-type': 'text/plain' } });
      if (request.url.endsWith('/no-transform'))
        return reply(200, ['Content-Type', 'text/plain', 'Cache-Control', 'no-transform'], words);
      return textReply(words);
    },
    [compression()],
  );
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

  it.each([
    ['/text', 'br'],
    ['/text', 'gzip'],
    ['/stream', 'br'],
    ['/stream', 'gzip'],
    ['/platform', 'br'],
  ] as const)('%s in %s', async (target, coding) => {
    const response = await ask(app, target, { headers: { 'accept-encoding': coding } });
    expect(response.headers.get('content-encoding')).toBe(coding);
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBeLessThan(1000);
    expect(unpack[coding](bytes).toString()).toBe(words);
  });
  it.each(['/short', '/image', '/no-transform'])('leaves %s as it is', async target => {
    const response = await ask(app, target, { headers: { 'accept-encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBeNull();
  });
  it('says Vary to whoever takes nothing', async () => {
    const response = await ask(app, '/text');
    expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([
      null,
      'Accept-Encoding',
    ]);
  });

  it('gives a compressed file a tag of its own, and knows it again', async () => {
    const served = compose(files({ directory: site.directory }), [compression()]);
    const tags = new Map<string, string>();
    for (const coding of ['br', 'gzip', 'identity']) {
      const response = await ask(served, '/long.css', { headers: { 'accept-encoding': coding } });
      tags.set(coding, response.headers.get('etag')!);
      expect(response.headers.get('accept-ranges')).toBe(coding === 'identity' ? 'bytes' : null);
      await response.arrayBuffer();
    }
    expect(new Set(tags.values()).size).toBe(3);
    for (const [coding, tag] of tags) {
      const headers = { 'accept-encoding': coding, 'if-none-match': tag };
      const again = await ask(served, '/long.css', { headers });
      expect([again.status, again.headers.get('etag')]).toEqual([304, tag]);
    }
    const range = { 'accept-encoding': 'br', range: 'bytes=0-1', 'if-range': tags.get('br')! };
    expect((await ask(served, '/long.css', { headers: range })).status).toBe(200);
    const plain = { 'accept-encoding': 'br', range: 'bytes=0-1' };
    expect((await ask(served, '/long.css', { headers: plain })).headers.get('content-encoding')).toBeNull();
  });
  it('compresses a file that is sent through a descriptor', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${site.directory}/huge.txt`, words.repeat(100));
    const served = compose(files({ directory: site.directory }), [compression()]);
    const response = await ask(served, '/huge.txt', { headers: { 'accept-encoding': 'gzip' } });
    expect(gunzipSync(Buffer.from(await response.arrayBuffer())).toString()).toBe(words.repeat(100));
  });
});

describe('access log', () => {
  const logged = async (
    app: Application,
    format: 'common' | 'combined',
    target: string,
    headers = {},
  ): Promise<string[]> => {
    const lines: string[] = [];
    const date = new Date(2000, 9, 10, 13, 55, 36);
    const response = await ask(
      compose(app, [
        accessLog(
          format,
          line => lines.push(line),
          () => date,
        ),
      ]),
      target,
      { headers },
    );
    await response.arrayBuffer();
    return lines;
  };
  it('writes the common format', async () => {
    const [line] = await logged(() => textReply('hello'), 'common', '/a?b=c');
    expect(line).toMatch(
      /^192\.0\.2\.1 - - \[10\/Oct\/2000:13:55:36 [+-]\d{4}\] "GET \/a\?b=c HTTP\/1\.1" 200 5$/,
    );
  });
  it('writes the combined format, and nothing that could drive a terminal or end a field', async () => {
    const headers = { 'user-agent': 'x" 200 "\x1b[31m\u00e9', referer: 'http://a/' };
    const [line] = await logged(() => textReply('hello'), 'combined', '/\x1b]0;title\x07', headers);
    expect(line).toContain(
      '"GET /\\x1b]0;title\\x07 HTTP/1.1" 200 5 "http://a/" "x\\" 200 \\"\\x1b[31m\\xe9"',
    );
  });
  it('counts what was streamed, once it was', async () => {
    const [line] = await logged(() => reply(200, [], streamed('x'.repeat(1234))), 'common', '/');
    expect(line).toMatch(/ 200 1234$/);
  });
  it('writes a dash for nothing', async () => {
    const [line] = await logged(() => reply(304, [], null), 'common', '/');
    expect(line).toMatch(/ 304 -$/);
  });
});

it('shows the heads of request and answer, without secrets', async () => {
  const lines: string[] = [];
  const headers = { authorization: 'Basic c2VjcmV0', 'x-odd': 'a\x1bb' };
  await ask(
    compose(() => textReply('hello'), [debugLog(line => lines.push(line))]),
    '/x',
    { headers },
  );
  expect(lines).toContain('> GET /x');
  expect(lines).toContain('> authorization: (hidden)');
  expect(lines).toContain('> x-odd: a\\x1bb');
  expect(lines.some(line => /^< 200 after [\d.]+ ms$/.test(line))).toBe(true);
});

it('answers HEAD for an application that knows GET only', async () => {
  const app = compose(
    request => (request.method === 'GET' ? textReply('hello') : textReply('no', 405)),
    [headFromGet],
  );
  const response = await ask(app, '/', { method: 'HEAD', headers: { range: 'bytes=0-1' } });
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
    200,
    '5',
    '',
  ]);
});

describe('ETag', () => {
  const app = compose(() => reply(200, ['Content-Type', 'text/plain'], 'hello'), [etag]);
  it('is strong, and known again', async () => {
    const tag = (await ask(app, '/')).headers.get('etag')!;
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    const again = await ask(app, '/', { headers: { 'if-none-match': `W/${tag}` } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
  });
  it('leaves other statuses, methods and tags alone', async () => {
    expect((await ask(app, '/', { method: 'POST' })).headers.get('etag')).toBeNull();
    const unstored = compose(() => textReply('hello'), [etag]);
    expect((await ask(unstored, '/')).headers.get('etag')).toBeNull();
    const failing = compose(() => reply(500, [], 'no'), [etag]);
    expect((await ask(failing, '/')).headers.get('etag')).toBeNull();
    const tagged = compose(() => reply(200, ['ETag', '"own"'], 'x'), [etag]);
    expect((await ask(tagged, '/')).headers.get('etag')).toBe('"own"');
  });
});

describe('JSONP', () => {
  const app = compose(
    request => (request.url.includes('text') ? textReply('{}') : jsonReply({ a: '\u2028' })),
    [jsonp],
  );
  it.each(['callback', 'a.b.c', '$', '_x1'])('hands JSON to %s', async name => {
    const response = await ask(app, `/?callback=${name}`);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const text = await response.text();
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(text).toContain(`${name}({`);
    expect(text).not.toContain('\u2028');
  });
  it.each(['alert(1)//', 'a-b', '1a', 'a..b', '', 'a%20b', 'x'.repeat(65), '%3Cscript%3E'])(
    'refuses %s',
    async name => {
      expect((await ask(app, `/?callback=${name}`)).status).toBe(400);
    },
  );
  it('leaves everything else alone', async () => {
    expect((await ask(app, '/')).headers.get('content-type')).toBe('application/json');
    expect((await ask(app, '/text?callback=a')).headers.get('content-type')).toContain('text/plain');
    expect((await ask(app, '/?callback=a', { method: 'POST' })).headers.get('content-type')).toBe(
      'application/json',
    );
  });
});

describe('CORS', () => {
  const app = compose(() => textReply('hello'), [cors]);
  it('lets every page read', async () => {
    expect((await ask(app, '/')).headers.get('access-control-allow-origin')).toBe('*');
    const response = await ask(app, '/', { headers: { origin: 'https://a.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
  it('answers the preflight', async () => {
    const headers = {
      origin: 'https://a.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-token',
    };
    const response = await ask(app, '/', { method: 'OPTIONS', headers });
    expect([response.status, response.headers.get('access-control-allow-headers')]).toEqual([204, 'x-token']);
    expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
  });
});

it('refuses announced content that is too long', async () => {
  const app = compose(() => textReply('hello'), [limitContent(10)]);
  const statusFor = async (method: string, length: string): Promise<number> =>
    (await ask(app, '/', { method, headers: { 'content-length': length } })).status;
  expect([
    await statusFor('POST', '10'),
    await statusFor('POST', '11'),
    await statusFor('GET', '11'),
  ]).toEqual([200, 413, 200]);
});

describe('probes', () => {
  const app = withProbes(() => textReply('file'));
  const text = async (target: string, method = 'GET', body?: string): Promise<string> =>
    (await ask(app, target, { method, ...(body === undefined ? {} : { body }) })).text();

  it('answers', async () => {
    expect(await text('/ping')).toBe('PONG');
    expect(await text('/ping?x')).toBe('PONG');
    expect(await text('/pingx')).toBe('file');
    expect(await text('/echo/hello')).toBe('hello');
    expect(await text('/echo/a%20b/c')).toBe('a b/c');
    expect(await text('/ip')).toBe('192.0.2.1\n');
    expect(await text('/bytes/100')).toHaveLength(100);
    expect(await text('/bytes/1048576')).toHaveLength(1_048_576);
    expect(await text('/bytes/0')).toBe('');
    expect(await text('/delay/1')).toBe('waited 1 ms\n');
    expect(await text('/drip?numbytes=3&duration=0.01')).toBe('***');
    expect(JSON.parse(await text('/headers'))).toEqual([['host', 'localhost']]);
  });
  it('describes the request', async () => {
    expect(JSON.parse(await text('/echo?a=1&a=2&b=3', 'POST', 'body'))).toEqual({
      method: 'POST',
      path: '/echo',
      query: { a: ['1', '2'], b: '3' },
      headers: { host: 'localhost' },
      body: 'body',
      bodyEncoding: 'utf-8',
      bodyTruncated: false,
      remote: { address: '192.0.2.1', port: 4321 },
      local: { address: '192.0.2.2', port: 8000 },
      httpVersion: '1.1',
      tls: null,
    });
    expect(JSON.parse(await text('/echo', 'POST', 'x'.repeat(100_000)))).toMatchObject({
      bodyTruncated: true,
    });
  });
  it.each([
    ['/status/503', 503],
    ['/status/204', 204],
    ['/status/304', 304],
    ['/status/99', 400],
    ['/status/600', 400],
    ['/status/x', 400],
    ['/delay/x', 400],
    ['/bytes/-1', 400],
    ['/redirect/x', 400],
    ['/echo/%', 400],
  ])('%s → %i', async (target, status) => {
    expect((await ask(app, target)).status).toBe(status);
  });
  it('redirects as often as asked', async () => {
    const locations: (string | null)[] = [];
    for (let target: string | null = '/redirect/3'; target?.startsWith('/redirect'); ) {
      target = (await ask(app, target)).headers.get('location');
      locations.push(target);
    }
    expect(locations).toEqual(['/redirect/2', '/redirect/1', '/echo']);
  });
});

describe('answers made by reply()', () => {
  it('are the platform’s to whoever looks', async () => {
    const response = textReply('hello', 201);
    expect(response instanceof Response).toBe(true);
    expect([response.status, response.ok, response.bodyUsed]).toEqual([201, true, false]);
    response.headers.set('x-added', '1');
    expect((await response.clone().text()) + (await response.text())).toBe('hellohello');
  });
});
