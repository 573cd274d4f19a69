import { describe, expect, it } from 'vitest';
import { curlSettings, parseCurlrc, readCurlrc } from '../../../src/facts/proxies/curlrc.js';
import { clients, proxyFor } from '../../../src/facts/proxies/dialects.js';
import type { System } from '../../../src/system/system.js';

const { proxy, exceptions } = curlSettings;

describe('curl’s own settings', () => {
  // Each tried with curl 7.88.1, which goes to that proxy.
  it.each([
    ['proxy = http://127.0.0.1:3128', 'http://127.0.0.1:3128'],
    ['proxy=127.0.0.1:3128', '127.0.0.1:3128'],
    ['proxy "socks5h://127.0.0.1:1080"', 'socks5h://127.0.0.1:1080'],
    ['  --proxy http://127.0.0.1:3128', 'http://127.0.0.1:3128'],
    ['-x http://127.0.0.1:3128', 'http://127.0.0.1:3128'],
    ['socks5-hostname = 127.0.0.1:1080', 'socks5h://127.0.0.1:1080'],
    ['proxy = http://a:1\n--socks4a 127.0.0.1:1080', 'socks4a://127.0.0.1:1080'],
    ['proxy-user = "ana:p@ss"\nproxy = http://a:1', 'http://ana:p%40ss@a:1'],
    ['proxy = http://a:1\nsilent\nproxy = http://b:2', 'http://b:2'],
  ])('%j', (text, url) => expect(parseCurlrc(text)).toEqual({ [proxy]: url }));

  it.each(['# proxy = http://127.0.0.1:3128', 'proxy-user = ana:secret', 'silent', '', 'proxy = '])(
    '%j names none',
    text => expect(parseCurlrc(text)).toEqual({}),
  );

  it('are read at once, however long their lines are', () => {
    const start = performance.now();
    parseCurlrc(`proxy${' '.repeat(64 * 1024)}`);
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('are read from the first place that has them', () => {
    const env = { XDG_CONFIG_HOME: '/xdg', HOME: '/home/ana' };
    const found = (...paths: string[]) =>
      readCurlrc({
        env,
        read: (path: string) => {
          if (!paths.includes(path)) throw new Error('ENOENT');
          return `proxy = ${path}`;
        },
      } as unknown as System);
    const from = (path: string, file = path) => ({ settings: { [proxy]: path }, file });
    expect(found('/xdg/.curlrc', '/home/ana/.curlrc')).toEqual(from('/xdg/.curlrc'));
    expect(found('/home/ana/.config/curlrc')).toEqual(from('/home/ana/.config/curlrc', '~/.config/curlrc'));
    expect(found('/home/ana/.config/.curlrc')).toEqual({ settings: {} });
  });

  it('come before the variables, for curl alone', () => {
    const environment = { ...parseCurlrc('proxy = http://a:1'), http_proxy: 'http://b:2' };
    const chosen = clients.map(client =>
      proxyFor(client, environment, 'http', { host: 'app.test', port: 80 }),
    );
    expect(chosen.slice(0, 2)).toMatchObject([{ variable: proxy, url: 'http://a:1' }, { url: 'http://b:2' }]);
  });

  // Each tried with curl 7.88.1.
  it.each([
    ['connect-to = "::127.0.0.1:9999"', 'tcp://127.0.0.1:9999'],
    ['connect-to = app.test:80:[::1]:', 'tcp://[::1]:80'],
    ['--connect-to other.test:80:10.0.0.1:1\nconnect-to = "APP.test::10.0.0.2:2"', 'tcp://10.0.0.2:2'],
    ['resolve = "app.test:80:10.0.0.3"', 'tcp://10.0.0.3:80'],
    ['resolve = "+*:80:[::1],10.0.0.3"', 'tcp://[::1]:80'],
    [
      'resolve = app.test:80:10.0.0.3\nresolve = app.test:80:10.0.0.4\nresolve = *:80:10.0.0.5',
      'tcp://10.0.0.4:80',
    ],
    ['interface = eth9', 'eth9'],
    ['interface = eth9\nresolve = app.test:80:10.0.0.3', 'tcp://10.0.0.3:80'],
    ['ipv6', 'IPv6'],
    [' --ipv6 \n-4', 'IPv4'],
    ['unix-socket = "/run/app.sock"\nipv4', '/run/app.sock'],
    ['ipv6 = no', 'IPv6'],
    ['ipv60\nipv-4', undefined],
    ['proxy = http://a:1\nresolve = app.test:80:10.0.0.3', 'http://a:1'],
    ['connect-to = "app.test:443::8443"\nresolve = "shop.test:80:10.0.0.3"', undefined],
  ])('lead curl alone elsewhere: %j', (text, url) => {
    const chosen = clients.map(client =>
      proxyFor(client, parseCurlrc(text), 'http', { host: 'app.test', port: 80 }),
    );
    expect(chosen[0]?.url).toBe(url);
    expect(chosen.slice(1).filter(Boolean)).toEqual([]);
  });

  it('send it past the variables by an empty proxy', () => {
    const environment = { ...parseCurlrc('proxy = ""'), http_proxy: 'http://b:2' };
    const chosen = clients.map(client =>
      proxyFor(client, environment, 'http', { host: 'app.test', port: 80 }),
    );
    expect(chosen.slice(0, 2)).toMatchObject([undefined, { url: 'http://b:2' }]);
  });

  it('make exceptions', () => {
    const environment = parseCurlrc('proxy = http://a:1\nnoproxy = app.test');
    expect(environment[exceptions]).toBe('app.test');
    expect(proxyFor(clients[0]!, environment, 'http', { host: 'app.test', port: 80 })).toBeUndefined();
  });
});
