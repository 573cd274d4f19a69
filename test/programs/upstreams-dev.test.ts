import { describe, expect, it } from 'vitest';
import { upstreamName } from '../../src/programs/proxies/upstream.js';
import { upstreamsOf } from '../../src/programs/proxies/upstreams.js';

const names = (path: string, text: string, file = '/srv/vite.config.js') =>
  upstreamsOf([{ path: file, text, modifiedAt: 0 }], 'node server.js', { port: 5173, host: null, path }).map(
    upstream => `${upstream.protocol} ${upstreamName(upstream)} :${upstream.line}`,
  );

describe('where a development server passes requests on to', () => {
  it.each([
    ['/api/x', "server: { proxy: { '/api': 'http://127.0.0.1:3001' } }", ['http 127.0.0.1:3001 :1']],
    ['/api/x', "proxy: {\n '/api': {\n target: 'https://localhost:3001',", ['https localhost:3001 :3']],
    [
      '/auth/me',
      "'/api': { target: 'http://127.0.0.1:3001' },\n'/auth': { target: 'http://127.0.0.1:3002' }",
      ['http 127.0.0.1:3002 :2'],
    ],
    [
      '/api',
      "app.use('/api', createProxyMiddleware({ target: 'http://[::1]:4000/v1' }))",
      ['http [::1]:4000 :1'],
    ],
    [
      '/api/x',
      "rewrites: [{ source: '/api/:path*', destination: 'http://api.test/:path*' }]",
      ['http api.test:80 :1'],
    ],
    ['/', "fetch('http://127.0.0.1:3001/users')", []],
    ['/', "// target: 'http://127.0.0.1:3001'", []],
  ])('%s of %s', (path, text, expected) => expect(names(path, text)).toEqual(expected));

  const piped = (options: string) => `const up = http.request(${options}, back => back.pipe(r)); q.pipe(up);`;
  it.each([
    [piped("{ host: '127.0.0.1', port: 3001, path: q.url }"), ['http 127.0.0.1:3001 :1']],
    [
      piped('{ method: q.method, port: process.env.API || 3001, headers: { ...q.headers } }'),
      ['http localhost:3001 :1'],
    ],
    [piped("{ hostname: '::1', port: '3001' }").replace('http.', 'https.'), ['https [::1]:3001 :1']],
    [`${piped('{ port: 3001 }')} const target = "http://127.0.0.1:3002";`, ['http 127.0.0.1:3002 :1']],
    [piped("{ host: process.env.API_HOST || '127.0.0.1', port: 3001 }"), ['http 127.0.0.1:3001 :1']],
    [piped("{ port: 3001, path: '/host' }"), ['http localhost:3001 :1']],
    [piped('{ host, port: 3001 }'), []],
    [piped('{ hostname: config.host, port: 3001 }'), []],
    [piped('{ port: 3001, host: `$' + '{name}.test` }'), []],
    [piped('options'), []],
    ['http.request({ port: 3001 }, back => back.resume()).end()', []],
  ])('takes the options of a request that another is piped into: %s', (text, expected) =>
    expect(names('/', text)).toEqual(expected),
  );

  it.each([
    [['start', '--proxy', 'localhost:8001'], ['http localhost:8001 :0']],
    [['-P', 'https://[::1]:8001/'], ['https [::1]:8001 :0']],
    [['-P', 'https://api.test/'], ['https api.test:443 :0']],
    [['--proxy=/api:http://127.0.0.1:8001/v1'], ['http 127.0.0.1:8001 :0']],
    [['-P', 'tsconfig.json'], []],
    [['--proxy-config', 'proxy.conf.json'], []],
  ])('takes the option of a development server for it: %j', (args, expected) =>
    expect(
      upstreamsOf([], 'browser-sync start', { port: 3000, host: null, path: '/', args }).map(
        upstream => `${upstream.protocol} ${upstreamName(upstream)} :${upstream.line}`,
      ),
    ).toEqual(expected),
  );

  it.each([
    ['/srv/vite.config.ts', "'/api': 'https://localhost:3001'", 'node'],
    ['/srv/vite.config.ts', "'/api': { target: 'https://localhost:3001', secure: false }", undefined],
    ['/srv/proxy.conf.json', '"/api": { "target": "https://localhost:3001", "secure": false }', undefined],
    ['/srv/vite.config.ts', "'/api': 'http://localhost:3001'", undefined],
    ['/srv/package.json', '"proxy": "https://localhost:3001"', undefined],
  ])('knows who holds the certificate against what Node knows: %s %s', (path, text, verifies) => {
    const file = { path, text, modifiedAt: 0 };
    const [found] = upstreamsOf([file], 'node server.js', { port: 5173, host: null, path: '/api' });
    expect(found).toMatchObject({ port: 3001 });
    expect(found?.verifies).toBe(verifies);
  });

  it.each([
    ["target: 'http://127.0.0.1:3001',", "target: 'http://127.0.0.1:3001'"],
    ["target: 'http://127.0.0.1:3001/v1',", "target: 'http://127.0.0.1:3001"],
  ])('shows %s with the quote where that ends it', (text, shown) => {
    const file = { path: '/srv/vite.config.js', text, modifiedAt: 0 };
    const [found] = upstreamsOf([file], 'node server.js', { port: 5173, host: null, path: '/api' });
    expect(found?.text).toBe(shown);
  });

  it('reads package.json, and nothing of libraries', () => {
    const text = '{ "proxy": "http://localhost:5000" }';
    expect(names('/api', text, '/srv/package.json')).toEqual(['http localhost:5000 :1']);
    expect(names('/api', text, '/srv/node_modules/x/package.json')).toEqual([]);
  });

  it('ends quickly on hostile text', () => {
    names('/', `target${'"http://'.repeat(40_000)}`);
    names('/', `proxy ${"'/a".repeat(80_000)}`);
    names('/', `.pipe(${'http.request({ port: '.repeat(20_000)}`);
  });
});

it('follows local-ssl-proxy by the port of its target', () => {
  const ends = (...args: readonly string[]) =>
    upstreamsOf([], 'local-ssl-proxy', { port: 3001, host: null, path: '/', args }).map(({ port }) => port);
  expect(ends('--source', '3001', '--target', '3000')).toEqual([3000]);
  expect(ends('--target', '3000')).toEqual([]);
  // No port of that number is to be had, or asked.
  expect(ends('--source', '3001', '--target', '65536')).toEqual([]);
});
