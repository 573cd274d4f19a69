import { expect, it } from 'vitest';
import { nginxPage } from '../../src/programs/proxies/nginx-page.js';

const page = (text: string, path = '/a/') =>
  nginxPage([{ path: '/etc/nginx.conf', text, modifiedAt: 0 }], { port: 80, host: null, path });

it.each([
  ['http { root /srv; server { listen 80; } }', '/a/', { path: '/srv/a/', indexes: ['index.html'] }],
  [
    'http { index a.htm; server { root /srv/; location /a { } } }',
    '/a/b?x=1',
    { path: '/srv/a/b', indexes: null },
  ],
  [
    'server { root /srv; location /a/ { root /www; index i.php i.html; } }',
    '/a/',
    { path: '/www/a/', indexes: ['i.php', 'i.html'] },
  ],
  [
    'http { include mime.types; limit_req_zone $binary_remote_addr zone=a:1m rate=9r/s; gzip on; gzip_types text/css; proxy_read_timeout 9s; server { root /srv; } }',
    '/a',
    { path: '/srv/a', indexes: null },
  ],
  ['server { root /srv; location /b { proxy_pass http://x; } }', '/a', { path: '/srv/a', indexes: null }],
])('finds the page: %s %s', (text, path, expected) => expect(page(text, path)).toEqual(expected));

it.each([
  'server { root /srv; location /a/ { proxy_pass http://127.0.0.1:3000; } }',
  'server { root /srv; try_files $uri /index.html; }',
  'server { root /srv; location /a/ { alias /www/; } }',
  'server { root /srv; location /a/ { autoindex on; } }',
  'server { root /srv; if ($x) { return 403; } }',
  'server { root /srv; error_page 403 /sorry.html; }',
  'server { root /srv; location /a/ { stub_status; deny all; } }',
  'server { root /srv; location /a/ { stub_status; } }',
  'server { root /srv; location /a/ { js_content main.hello; } }',
  'server { root /srv; gzip_static always; }',
  'server { root /srv; include snippets/site.conf; }',
  'server { root /srv; index index.html /index.php; }',
  'server { root $document; }',
  'server { root html; }',
  'server { listen 80; }',
])('leaves open what more decides: %s', text => expect(page(text)).toBeUndefined());

it('leaves paths open that nginx reads otherwise', () => {
  for (const path of ['/a%20b', '/a/../b', '/a/./b'])
    expect(page('server { root /srv; }', path)).toBeUndefined();
});
