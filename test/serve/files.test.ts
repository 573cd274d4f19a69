import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { files } from '../../src/serve/files/files.js';
import type { Application } from '../../src/serve/http/application.js';
import { alphabet, ask, makeSite, secret } from './ask.js';

const date = 'Tue, 05 Mar 2024 06:07:08 GMT';
let site: ReturnType<typeof makeSite>;
let app: Application;

beforeAll(() => {
  site = makeSite();
  execFileSync('mkfifo', [join(site.directory, 'pipe')]);
  app = files({ directory: site.directory });
});
afterAll(() => site.remove());

describe('paths', () => {
  const table: [target: string, status: number, what: string][] = [
    ['/a.txt', 200, 'a file'],
    ['/a.txt?x=1', 200, 'a query is ignored'],
    ['/%61.txt', 200, 'a percent-encoded name'],
    ['//a.txt', 200, 'empty segments are merged'],
    ['/./a.txt', 200, 'dot segments are removed'],
    ['/sub/../a.txt', 200, 'a climb that stays inside'],
    ['/name%20with%20space%20&%20%3Ctag%3E.txt', 200, 'an odd name'],
    ['/%C3%BCmlaut.txt', 200, 'UTF-8'],
    ['/staying.txt', 200, 'a link that stays inside'],
    ['http://other/a.txt', 200, 'the absolute form'],
    ['/empty.bin', 200, 'an empty file'],
    ['/', 200, 'the index'],
    ['/sub/', 200, 'a listing'],
    ['/sub', 301, 'a directory without its slash'],
    ['/a.txt/', 404, 'a file with a slash'],
    ['/nothing', 404, 'nothing there'],
    ['/A.TXT', 404, 'names have a case'],
    ['/../secret.txt', 400, 'a climb out'],
    ['/sub/../../secret.txt', 400, 'a climb out by way of a directory'],
    ['/%2e%2e/secret.txt', 404, 'encoded dots'],
    ['/..%2fsecret.txt', 404, 'an encoded slash'],
    ['/%2e%2e%2fsecret.txt', 404, 'both encoded'],
    ['/%252e%252e/secret.txt', 404, 'encoded twice'],
    ['/..%5csecret.txt', 404, 'a backslash'],
    ['/..\\secret.txt', 404, 'a plain backslash'],
    ['/%2fetc/passwd', 404, 'an absolute path'],
    ['//etc/passwd', 404, 'an absolute path after a slash'],
    ['/a.txt%00.html', 404, 'a NUL'],
    ['/%', 400, 'a broken escape'],
    ['/%ff', 400, 'no UTF-8'],
    ['/%c0%ae%c0%ae/secret.txt', 400, 'overlong UTF-8'],
    ['/.env', 404, 'a dotfile'],
    ['/.git/config', 404, 'a file below a dot directory'],
    ['/leaving.txt', 404, 'a link to a file outside'],
    ['/leaving/secret.txt', 404, 'a file below a link outside'],
    ['/leaving/', 404, 'the listing of a directory outside'],
    ['/leaving', 404, 'its redirect'],
    ['/../www-twin', 400, 'a name that begins like the root'],
    ['/zero', 404, 'a device'],
    ['/pipe', 404, 'a pipe'],
    [`/${'x'.repeat(300)}`, 404, 'a name too long'],
    [`/${'x/'.repeat(3000)}`, 404, 'a path too long'],
    ['*', 400, 'an asterisk for GET'],
  ];
  it.each(table)('%s → %i: %s', async (target, status) => {
    const response = await ask(app, target);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(secret);
  });

  it('redirects to a path on this very host', async () => {
    mkdirSync(join(site.directory, 'evil.example'), { recursive: true });
    const response = await ask(app, '//evil.example?q=1');
    expect(response.headers.get('location')).toBe('/evil.example/?q=1');
    rmSync(join(site.directory, 'evil.example'), { recursive: true });
  });

  it('follows links and shows dotfiles where that is wanted', async () => {
    const open = files({ directory: site.directory, follow: true, dotfiles: true });
    expect((await ask(open, '/leaving.txt')).status).toBe(200);
    expect((await ask(open, '/leaving/')).status).toBe(200);
    expect((await ask(open, '/.env')).status).toBe(200);
    expect((await ask(open, '/zero')).status).toBe(404);
  });

  it('does not serve from memory what a link has since led outside', async () => {
    const real = join(site.directory, 'real');
    mkdirSync(real);
    writeFileSync(join(real, 'secret.txt'), 'inside');
    utimesSync(join(real, 'secret.txt'), 1, 1);
    expect(await (await ask(app, '/real/secret.txt')).text()).toBe('inside');
    renameSync(real, `${real}-old`);
    symlinkSync(site.outside, real);
    expect((await ask(app, '/real/secret.txt')).status).toBe(404);
    rmSync(real);
    rmSync(`${real}-old`, { recursive: true });
  });
});

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
    '%s is not allowed, and what is is said',
    async method => {
      for (const target of ['/a.txt', '/nothing', '/']) {
        const response = await ask(app, target, { method });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
      }
    },
  );
  it('OPTIONS names what is allowed', async () => {
    const response = await ask(app, '*', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });
  it.each(['/a.txt', '/large.bin', '/', '/sub/', '/nothing'])(
    'HEAD of %s has the headers of GET',
    async target => {
      const [head, get] = [await ask(app, target, { method: 'HEAD' }), await ask(app, target)];
      expect([head.status, [...head.headers]]).toEqual([get.status, [...get.headers]]);
      await get.arrayBuffer();
    },
  );
});

describe('headers', () => {
  it.each([
    ['/a.txt', 'text/plain; charset=utf-8'],
    ['/long.css', 'text/css; charset=utf-8'],
    ['/packed.js', 'text/javascript; charset=utf-8'],
    ['/sub/b.json', 'application/json'],
    ['/', 'text/html; charset=utf-8'],
    ['/large.bin', 'application/octet-stream'],
  ])('%s is %s', async (target, type) => {
    const response = await ask(app, target);
    expect(response.headers.get('content-type')).toBe(type);
    await response.arrayBuffer();
  });
  it('gives length, date and a strong tag', async () => {
    const { headers } = await ask(app, '/a.txt');
    expect(headers.get('content-length')).toBe('26');
    expect(headers.get('last-modified')).toBe(date);
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/);
    expect(headers.get('accept-ranges')).toBe('bytes');
  });
  it('tells caches how long', async () => {
    expect((await ask(app, '/a.txt')).headers.get('cache-control')).toBe('no-cache');
    const cached = files({ directory: site.directory, cacheSeconds: 60 });
    expect((await ask(cached, '/a.txt')).headers.get('cache-control')).toBe('public, max-age=60');
  });
  it('changes the tag with the file', async () => {
    const path = join(site.directory, 'changing.txt');
    const tagOf = async (): Promise<string | null> => (await ask(app, '/changing.txt')).headers.get('etag');
    writeFileSync(path, 'one');
    const first = await tagOf();
    writeFileSync(path, 'two');
    utimesSync(path, 5, 5);
    const second = await tagOf();
    utimesSync(path, 5, 5.001);
    expect(new Set([first, second, await tagOf()]).size).toBe(3);
    rmSync(path);
  });
});

describe('conditions (RFC 9110, 13)', () => {
  const past = 'Mon, 04 Mar 2024 06:07:08 GMT';
  const later = 'Wed, 06 Mar 2024 06:07:08 GMT';
  const table: [headers: Record<string, string>, status: number][] = [
    [{ 'if-none-match': 'TAG' }, 304],
    [{ 'if-none-match': 'W/TAG' }, 304],
    [{ 'if-none-match': '"x", TAG' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-none-match': '"x"', 'if-modified-since': later }, 200],
    [{ 'if-modified-since': date }, 304],
    [{ 'if-modified-since': later }, 304],
    [{ 'if-modified-since': past }, 200],
    [{ 'if-modified-since': 'Tuesday, 05-Mar-24 06:07:08 GMT' }, 304],
    [{ 'if-modified-since': 'Tue Mar  5 06:07:08 2024' }, 304],
    [{ 'if-modified-since': 'yesterday' }, 200],
    [{ 'if-modified-since': '5' }, 200],
    [{ 'if-match': 'TAG' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': 'W/TAG' }, 412],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-match': '"x"', 'if-none-match': 'TAG' }, 412],
    [{ 'if-unmodified-since': date }, 200],
    [{ 'if-unmodified-since': past }, 412],
    [{ 'if-match': 'TAG', 'if-unmodified-since': past }, 200],
    [{ 'if-none-match': 'TAG', range: 'bytes=0-1' }, 304],
  ];
  it.each(table)('%o → %i', async (headers, status) => {
    const etag = (await ask(app, '/a.txt')).headers.get('etag')!;
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('TAG', etag)]),
    );
    const response = await ask(app, '/a.txt', { headers: sent });
    expect(response.status).toBe(status);
    if (status === 304) expect(response.headers.get('etag')).toBe(etag);
  });
});

describe('ranges (RFC 9110, 14)', () => {
  const table: [range: string, status: number, body: string, contentRange: string | null][] = [
    ['bytes=0-0', 206, 'a', 'bytes 0-0/26'],
    ['bytes=2-5', 206, 'cdef', 'bytes 2-5/26'],
    ['bytes=20-', 206, 'uvwxyz', 'bytes 20-25/26'],
    ['bytes=-3', 206, 'xyz', 'bytes 23-25/26'],
    ['bytes=-100', 206, alphabet, 'bytes 0-25/26'],
    ['bytes=20-1000', 206, 'uvwxyz', 'bytes 20-25/26'],
    ['bytes=0-', 206, alphabet, 'bytes 0-25/26'],
    ['BYTES=0-1', 206, 'ab', 'bytes 0-1/26'],
    ['bytes= 0-1 ,', 206, 'ab', 'bytes 0-1/26'],
    ['bytes=0-5,3-8', 206, 'abcdefghi', 'bytes 0-8/26'],
    ['bytes=0-1,50-60', 206, 'ab', 'bytes 0-1/26'],
    ['bytes=26-', 416, '', 'bytes */26'],
    ['bytes=100-200', 416, '', 'bytes */26'],
    ['bytes=-0', 416, '', 'bytes */26'],
    ['bytes=5-2', 200, alphabet, null],
    ['bytes=', 200, alphabet, null],
    ['bytes=-', 200, alphabet, null],
    ['bytes=a-b', 200, alphabet, null],
    ['bytes=1', 200, alphabet, null],
    ['bytes=--1', 200, alphabet, null],
    ['lines=0-1', 200, alphabet, null],
    ['bytes=99999999999999999999-', 416, '', 'bytes */26'],
    [`bytes=${Array.from({ length: 26 }, (_, i) => `${i}-${i}`).join(',')}`, 200, alphabet, null],
    [`bytes=${'0-,'.repeat(2000)}`, 200, alphabet, null],
  ];
  it.each(table)('%s → %i', async (range, status, body, contentRange) => {
    const response = await ask(app, '/a.txt', { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    if (status !== 416) {
      expect(response.headers.get('content-length')).toBe(String(body.length));
      expect(await response.text()).toBe(body);
    }
  });

  it.each(['/a.txt', '/large.bin'])('sends several parts of %s between boundaries', async target => {
    const response = await ask(app, target, { headers: { range: 'bytes=0-1,5-6,-1' } });
    const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(
      response.headers.get('content-type')!,
    )![1]!;
    const text = await response.text();
    expect(response.headers.get('content-length')).toBe(String(text.length));
    const parts = text.split(`--${boundary}`);
    expect(parts.at(-1)).toBe('--\r\n');
    expect(parts.slice(1, -1).map(part => part.split('\r\n\r\n')[1]!.trim())).toEqual(
      target === '/a.txt' ? ['ab', 'fg', 'z'] : ['ab', 'fg', alphabet[(700_000 - 1) % 26]],
    );
    expect(parts[1]).toContain('Content-Range: bytes 0-1/');
  });

  it('has no range of an empty file', async () => {
    expect((await ask(app, '/empty.bin', { headers: { range: 'bytes=0-' } })).status).toBe(416);
  });

  it('obeys a range only of the representation that If-Range names', async () => {
    const etag = (await ask(app, '/a.txt')).headers.get('etag')!;
    const statusFor = async (ifRange: string): Promise<number> =>
      (await ask(app, '/a.txt', { headers: { range: 'bytes=0-1', 'if-range': ifRange } })).status;
    expect(await statusFor(etag)).toBe(206);
    expect(await statusFor(`W/${etag}`)).toBe(200);
    expect(await statusFor('"x"')).toBe(200);
    expect(await statusFor(date)).toBe(206);
    expect(await statusFor('Wed, 06 Mar 2024 06:07:08 GMT')).toBe(200);
  });

  it('ignores a range of HEAD', async () => {
    const response = await ask(app, '/a.txt', { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '26']);
  });
});

describe('what lies beside a file', () => {
  it.each([
    ['gzip, br', 'br', 'BROTLI'],
    ['gzip', 'gzip', 'GZIP'],
    ['br;q=0, gzip', 'gzip', 'GZIP'],
    ['gzip;q=1, br;q=0.5', 'gzip', 'GZIP'],
    ['*', 'br', 'BROTLI'],
  ])('Accept-Encoding: %s gets the %s sibling', async (accept, coding, body) => {
    const response = await ask(app, '/packed.js', { headers: { 'accept-encoding': accept } });
    expect(response.headers.get('content-encoding')).toBe(coding);
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toBe(body);
  });
  it.each(['identity', '', 'deflate', 'br;q=0', 'gzip;q=0, br;q=0'])(
    'Accept-Encoding: "%s" gets the file itself',
    async accept => {
      const response = await ask(app, '/packed.js', { headers: { 'accept-encoding': accept } });
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
    },
  );
  it('tells the representations apart by their tags', async () => {
    const tagFor = async (accept: string): Promise<string | null> =>
      (await ask(app, '/packed.js', { headers: { 'accept-encoding': accept } })).headers.get('etag');
    expect(new Set([await tagFor('br'), await tagFor('gzip'), await tagFor('')]).size).toBe(3);
  });
});

describe('directories', () => {
  it('lists what would be served, escaped, and nothing else', async () => {
    const list = join(site.directory, 'list');
    mkdirSync(list);
    writeFileSync(join(list, '<b>&".txt'), '1');
    writeFileSync(join(list, '.hidden'), '1');
    symlinkSync(site.outside, join(list, 'out'));
    const html = await (await ask(app, '/list/')).text();
    expect(html).toContain('&lt;b&gt;&amp;&quot;.txt');
    expect(html).toContain('href="./%3Cb%3E%26%22.txt"');
    expect(html).not.toContain('.hidden');
    expect(html).not.toContain('out');
    rmSync(list, { recursive: true });
  });
  it('sorts without scripts', async () => {
    const list = join(site.directory, 'sorted');
    mkdirSync(list);
    for (const [name, size, time] of [
      ['a', 3, 1],
      ['b', 1, 3],
      ['c', 2, 2],
    ] as const) {
      writeFileSync(join(list, name), 'x'.repeat(size));
      utimesSync(join(list, name), time, time);
    }
    const order = async (query: string): Promise<string> =>
      [...(await (await ask(app, `/sorted/${query}`)).text()).matchAll(/href="\.\/(\w)"/g)]
        .map(match => match[1])
        .join('');
    expect(await order('')).toBe('abc');
    expect(await order('?sort=name&order=desc')).toBe('cba');
    expect(await order('?sort=size')).toBe('bca');
    expect(await order('?sort=date')).toBe('acb');
    expect(await order('?sort=nonsense')).toBe('abc');
    rmSync(list, { recursive: true });
  });
  it('answers the index for a page that is not there, with --spa', async () => {
    const spa = files({ directory: site.directory, spa: true });
    const page = await ask(spa, '/some/route', { headers: { accept: 'text/html,*/*' } });
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html><title>root</title>']);
    expect((await ask(spa, '/some/image.png', { headers: { accept: 'image/*' } })).status).toBe(404);
  });
});

it('leaves no descriptor open, whatever was asked', async () => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  const etag = (await ask(app, '/large.bin', { method: 'HEAD' })).headers.get('etag')!;
  for (const headers of [{ 'if-none-match': etag }, { 'if-match': '"x"' }, { range: 'bytes=9999999-' }])
    await ask(app, '/large.bin', { headers });
  await (await ask(app, '/large.bin')).body!.cancel();
  const stream = (await ask(app, '/large.bin', { headers: { range: 'bytes=0-400000' } })).body!.getReader();
  await stream.read();
  await stream.cancel();
  await (await ask(app, '/leaving.txt')).text();
  expect(open()).toBe(before);
  expect(statSync(join(site.directory, 'large.bin')).size).toBe(700_000);
});
