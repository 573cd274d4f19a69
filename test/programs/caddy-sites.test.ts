import { expect, it } from 'vitest';
import { caddySites, caddySitesForOthers } from '../../src/programs/proxies/caddy-sites.js';

const files = (text: string) => [{ path: '/etc/caddy/Caddyfile', text, modifiedAt: 0 }];
const hosts = (text: string) => caddySites(files(text)).map(({ host, port }) => `${host}:${port}`);

it('reads the addresses of sites, and nothing else', () => {
  const text = `{
  admin off
}
(common) {
  encode gzip
}
# old.test {
http://shop.test:8080, www.shop.test,
  api.shop.test {
  import common
  handle /x {
    respond y
  }
}
:80 {
}`;
  expect(hosts(text)).toEqual(['shop.test:8080', 'www.shop.test:null', 'api.shop.test:null', ':80']);
});

it('reads a file of one site without braces, and takes no directive for an address', () => {
  expect(hosts('{\n  admin off\n}\nshop.test:8080\nhandle /x {\n  respond y\n}')).toEqual(['shop.test:8080']);
  expect(hosts('reverse_proxy 127.0.0.1:3000\nencode gzip')).toEqual([]);
  expect(hosts('header {\n  -Server\n}\n@api path /api/* {\n}\nintranet {\n}')).toEqual(['intranet:null']);
});

it.each([
  ['http://shop.test:8080 {\n}', 'www.shop.test', 1],
  ['http://shop.test:8080 {\n}', '10.77.0.1', 1],
  ['http://shop.test:8080 {\n}', 'shop.test', undefined],
  ['http://*.shop.test:8080 {\n}', 'www.shop.test', undefined],
  [':8080 {\n}', 'www.shop.test', undefined],
  ['http://{$HOST}:8080 {\n}', 'www.shop.test', undefined],
  ['', 'www.shop.test', undefined],
])('%s asked for %s', (text, host, count) => {
  expect(caddySitesForOthers(files(text), 8080, host)?.length).toBe(count);
});
