import { describe, expect, it } from 'vitest';
import { hostAndPort, type Passed, upstreamName } from '../../src/programs/proxies/upstream.js';
import { upstreamsOf } from '../../src/programs/proxies/upstreams.js';

const file = (path: string, text: string) => ({ path, text, modifiedAt: 0 });
const asked = { port: 80, host: 'site.test', path: '/' };

const names = (program: string, text: string, passed: Passed = asked) =>
  upstreamsOf([file('/etc/proxy.conf', text)], program, passed).map(
    upstream => `${upstream.protocol} ${upstreamName(upstream)} :${upstream.line}`,
  );

describe('nginx', () => {
  it.each([
    ['server { location / { proxy_pass http://127.0.0.1:3000; } }', ['http 127.0.0.1:3000 :1']],
    [
      'http { server { listen 80;\n location / { proxy_pass http://localhost:3000/x; } } }',
      ['http localhost:3000 :2'],
    ],
    ['server { proxy_pass http://[::1]:81; }', ['http [::1]:81 :1']],
    [
      'upstream app {\nserver 127.0.0.1:1;\nserver unix:/run/a.sock down;\nserver unix:/run/b.sock;\n}\nserver { location / { proxy_pass http://app; } }',
      ['http 127.0.0.1:1 :2', 'http /run/b.sock :4'],
    ],
    ['server { location / { uwsgi_pass unix:///run/u.sock; } }', ['uwsgi /run/u.sock :1']],
    ['server { location / { proxy_pass http://unix:/run/g.sock:/; } }', ['http /run/g.sock :1']],
    [
      'server { location / { try_files $uri @app; } location @app { proxy_pass https://10.0.0.1; } }',
      ['https 10.0.0.1:443 :1'],
    ],
    ['server { set $up 127.0.0.1:9; location / { proxy_pass http://$up; } }', ['http 127.0.0.1:9 :1']],
    [
      'server { # proxy_pass http://1.1.1.1;\nlocation ~ \\.php$ { fastcgi_pass 127.0.0.1:9000; } }',
      ['fastcgi 127.0.0.1:9000 :2'],
    ],
    ['map $host $up { default a:1; site.test b:2; } server { proxy_pass http://$up; }', ['http b:2 :1']],
    [
      'stream { map $ssl_preread_server_name $up { hostnames; .other.test a:1; *.test b:2; } server { listen 80; ssl_preread on; proxy_pass $up; } }',
      ['http b:2 :1'],
    ],
    ['map $uri $up { default a:1; } server { proxy_pass http://$up; }', []],
    ['map $host $up { other.test a:1; } server { proxy_pass http://$up; }', []],
    ['server { location / { proxy_pass $nothing; } }', []],
    ['server { location / { if ($x) { proxy_pass http://a:1; } } }', ['http a:1 :1']],
  ])('%s', (text, expected) => {
    expect(names('nginx', text)).toEqual(expected);
  });

  it('takes the server of the port and name, and the location that fits best', () => {
    const text = `
      server { listen 81; location / { proxy_pass http://a:1; } }
      server { listen 80 default_server; location / { proxy_pass http://b:2; } }
      server { listen [::]:80; server_name *.test;
        location / { proxy_pass http://c:3; }
        location /api/ { proxy_pass http://d:4; }
        location ~ ^/api/v2 { proxy_pass http://e:5; }
        location = /api/v2 { proxy_pass http://f:6; } }`;
    const at = (host: string, path: string) => names('nginx', text, { port: 80, host, path })[0];
    expect(at('other.example', '/')).toContain('b:2');
    expect(at('site.test', '/')).toContain('c:3');
    expect(at('site.test', '/api/x')).toContain('d:4');
    expect(at('site.test', '/api/v2/x')).toContain('e:5');
    expect(at('site.test', '/api/v2')).toContain('f:6');
  });

  it.each([
    ['exact before an asterisk', 'a', '*.test', 'b', 'site.test', 'b'],
    ['an asterisk before an expression', 'a', '~^site', 'b', '.test', 'b'],
    ['the longer asterisk', 'a', '*.test', 'b', '*.site.test', 'b', 'www.site.test'],
    ['in the order of the file', 'a', 'site.test', 'b', 'site.test', 'a'],
  ])('takes the name that is closest: %s', (_, one, first, other, second, expected, host = 'site.test') => {
    const server = (app: string, name: string) =>
      `server { listen 80; server_name ${name}; location / { proxy_pass http://${app}:1; } }`;
    const text = server(one, first) + server(other, second);
    expect(names('nginx', text, { ...asked, host })[0]).toContain(` ${expected}:1`);
  });

  it.each([
    ['this address, whatever the name', '80; server_name site.test', '10.0.0.1:80', '10.0.0.1', 'b'],
    ['another address', '80; server_name site.test', '10.0.0.2:80', '10.0.0.1', 'a'],
    ['the other family', '[::]:80; server_name site.test', '80', '10.0.0.1', 'b'],
    ['IPv6 in another spelling', '[::]:80', '[FD77:0::1]:80', 'fd77::1', 'b'],
    ['both families', '[::]:80 ipv6only=off; server_name site.test', '81', '10.0.0.1', 'a'],
    ['localhost', '80', 'localhost:80', '127.0.0.1', 'b'],
    ['an address alone', '80', '10.0.0.1', '10.0.0.1', 'b'],
    ['the default of another port', '81 default_server; listen 80', '80 default_server', '10.0.0.1', 'b'],
    ['an address that no line is for', '10.0.0.1:80', '10.0.0.2:80', '10.0.0.9', 'a'],
  ])('takes the lines for the address that was asked: %s', (_, first, second, address, expected) => {
    const text = [first, second]
      .map((listen, at) => `server { listen ${listen}; location / { proxy_pass http://${'ab'[at]}:1; } }`)
      .join('\n');
    expect(names('nginx', text, { ...asked, address })[0]).toContain(` ${expected}:1`);
  });

  it('takes the closest name of a map for host names', () => {
    const text =
      'map $host $up { hostnames; *.test a:1; *.site.test b:2; } server { proxy_pass http://$up; }';
    expect(names('nginx', text, { ...asked, host: 'www.site.test' })).toEqual(['http b:2 :1']);
  });

  it('waits for no pattern that goes back for ever', () => {
    const path = `/${'a'.repeat(200)}!`;
    const text = (pattern: string) =>
      `server { location / { proxy_pass http://a:1; } location ~ ${pattern} { proxy_pass http://b:2; } }`;
    const asking = { port: 80, host: 'site.test', path };
    expect(names('nginx', text('^/((a+)+)+$'), asking)[0]).toContain('a:1');
    expect(names('nginx', text('^(/[^/]+)+$'), asking)[0]).toContain('b:2');
    expect(names('nginx', text('^/a*a*a*a*a*a*a*b$'), asking)[0]).toContain('a:1');
  });

  it('puts included files in their places', () => {
    const files = [
      file('/etc/nginx/nginx.conf', 'http { include sites/*.conf; }'),
      file('/etc/nginx/sites/a.conf', 'server { listen 80; include /etc/nginx/php.inc; }'),
      file('/etc/nginx/php.inc', 'location / {\n fastcgi_pass unix:/run/php.sock; }'),
    ];
    expect(upstreamsOf(files, 'nginx', asked)).toMatchObject([
      { path: '/run/php.sock', protocol: 'fastcgi', file: '/etc/nginx/php.inc', line: 2 },
    ]);
  });

  it.each([
    '{{{{{{',
    '}}}}',
    'server {',
    'include x;',
    'server { location',
    '"',
    "'\\",
    'upstream a { server ; }',
  ])('does not fail on %j', text => expect(() => names('nginx', text)).not.toThrow());
});

describe('Apache', () => {
  it.each([
    ['ProxyPass / http://127.0.0.1:3000/', ['http 127.0.0.1:3000 :1']],
    ['ProxyPass "/" "http://localhost:3000/" retry=0', ['http localhost:3000 :1']],
    ['<Location /app>\nProxyPass http://a:1/\n</Location>\nProxyPass / http://b:2/', ['http b:2 :4']],
    ['ProxyPass /no !\nProxyPass / ajp://a:8009/', ['ajp a:8009 :2']],
    [
      '<FilesMatch php>\nSetHandler "proxy:unix:/run/php/fpm.sock|fcgi://localhost"\n</FilesMatch>',
      ['fastcgi /run/php/fpm.sock :2'],
    ],
    ['RewriteRule ^/(.*)$ http://a:1/$1 [P,L]', ['http a:1 :1']],
    [
      '<Proxy balancer://x>\nBalancerMember http://a:1\nBalancerMember http://b:2\n</Proxy>\nProxyPass / balancer://x/',
      ['http a:1 :2', 'http b:2 :3'],
    ],
    [
      '<VirtualHost *:81>\nProxyPass / http://a:1/\n</VirtualHost>\n<VirtualHost *:80>\nProxyPass / http://b:2/\n</VirtualHost>',
      ['http b:2 :5'],
    ],
  ])('%s', (text, expected) => {
    expect(names('apache2', text)).toEqual(expected);
  });
});

it.each([
  ['apache2', 'ProxyPass /app http://a:1/', 'ProxyPass / http://a:1/'],
  ['caddy', ':80 {\n  reverse_proxy /app/* a:1\n}', ':80 {\n  reverse_proxy a:1\n}'],
  [
    'nginx',
    'server { location /app { proxy_pass http://a:1; } }',
    'server { location / { proxy_pass http://a:1; } }',
  ],
])('tells apart in %s what another path is passed on to', (program, other, own) => {
  const of = (text: string) => upstreamsOf([file('/etc/proxy.conf', text)], program, asked);
  expect(of(other)).toMatchObject([{ host: 'a', otherPath: true }]);
  expect(of(own)).toMatchObject([{ host: 'a' }]);
  expect(of(own)[0]).not.toHaveProperty('otherPath');
});

describe('HAProxy', () => {
  const text = `frontend web
  bind *:80
  default_backend app
frontend other
  bind *:81
  default_backend no
backend app
  server one 127.0.0.1:3000 check
  server two /run/two.sock
  server three a:1 disabled
backend no
  server x 127.0.0.1:4000`;
  it('takes the backends of the frontend of the port', () => {
    expect(names('haproxy', text)).toEqual(['http 127.0.0.1:3000 :8', 'http /run/two.sock :9']);
    expect(names('haproxy', 'listen x\n bind :80\n server a [::1]:3 ssl verify none')).toEqual([
      'https [::1]:3 :3',
    ]);
    expect(
      names(
        'haproxy',
        `frontend web\n bind *:80\n http-request return status 200\n${text.slice(text.indexOf('backend no'))}`,
      ),
    ).toEqual([]);
  });
  it.each([
    ['option httpchk GET /healthz', 'check', '/healthz'],
    ['option httpchk HEAD /up HTTP/1.0', 'check inter 2s', '/up'],
    ['option httpchk\n http-check send meth GET uri /ready', 'check', '/ready'],
    ['default-server check\n option httpchk GET /healthz', '', '/healthz'],
    ['option httpchk GET /healthz', '', undefined],
    ['option httpchk GET /healthz\n http-check expect status 404', 'check', undefined],
    ['option httpchk', 'check', undefined],
    ['option httpchk OPTIONS /', 'check', undefined],
    // Another port, other bytes before it, or what the application may ask for.
    ['option httpchk GET /healthz', 'check port 8081', undefined],
    ['option httpchk GET /healthz', 'check send-proxy', undefined],
    ['default-server check port 8081\n option httpchk GET /healthz', '', undefined],
    ['default-server agent-check\n option httpchk GET /healthz', '', undefined],
    ['default-server check\n option httpchk GET /healthz', 'no-check', undefined],
    ['option httpchk GET /healthz HTTP/1.1\\r\\nHost:\\ shop.test', 'check', '/healthz@shop.test'],
    ['option httpchk GET /healthz\n http-check send hdr Host shop.test', 'check', '/healthz@shop.test'],
    ['option httpchk GET /healthz HTTP/1.1\\r\\nHost:\\ shop.test:80', 'check', '/healthz@shop.test'],
    ['option httpchk GET /\n http-check send hdr Host shop.test:80', 'check', '/@shop.test'],
    ['option httpchk\n http-check send meth GET uri /ready hdr Host shop.test', 'check', '/ready@shop.test'],
    ['option httpchk GET /\n http-check send hdr Host a.test hdr Authorization x', 'check', undefined],
    ['option httpchk GET /\n http-check send meth POST uri /ready', 'check', undefined],
    ['no option httpchk', 'check', undefined],
    ['option redis-check', 'check', undefined],
  ])('knows the page of a health check: %s, server %s', (lines, options, check) => {
    const defaults = /^(?:no|option redis)/.test(lines) ? 'defaults\n option httpchk GET /\n' : '';
    const text = `${defaults}listen x\n mode http\n bind :80\n ${lines}\n server a 127.0.0.1:1 ${options}`;
    const files = [{ path: '/h.cfg', text, modifiedAt: 0, truncated: false }];
    const [found] = upstreamsOf(files as never, 'haproxy', { port: 80, host: null, path: '/' });
    expect(found?.checkHost ? `${found.check}@${found.checkHost}` : found?.check).toBe(check);
  });
  it.each([
    ['ssl ca-file /ca.pem', '', '', 'ca-file'],
    ['ssl verify none', '', '', undefined],
    ['', 'default-server ssl verify none', '', undefined],
    ['verify required', 'default-server ssl verify none', '', 'ca-file'],
    ['ssl', '', 'global\n ssl-server-verify none\n', undefined],
    ['no-ssl', 'default-server ssl ca-file /ca.pem', '', undefined],
    ['check-ssl', '', '', undefined],
  ])('knows whose certificate is looked at: server %s, %s %s', (options, always, head, verifies) => {
    const text = `${head}listen x\n bind :80\n ${always}\n server a 127.0.0.1:1 ${options}`;
    const files = [{ path: '/h.cfg', text, modifiedAt: 0 }];
    const [found] = upstreamsOf(files, 'haproxy', { port: 80, host: null, path: '/' });
    expect(found?.verifies).toBe(verifies);
  });
  it('knows where bytes are passed on as they come, and where a header comes before them', () => {
    const of = (head: string) =>
      upstreamsOf(
        [
          {
            path: '/h.cfg',
            text: `${head}\nlisten x\n bind :80\n server a 127.0.0.1:1 send-proxy-v2`,
            modifiedAt: 0,
          },
        ],
        'haproxy',
        { port: 80, host: null, path: '/' },
      )[0];
    expect(of('defaults\n mode http')).toMatchObject({ proxyHeader: true });
    expect(of('defaults\n mode http')).not.toHaveProperty('raw');
    // Each defaults section takes the place of the one before, and a proxy may name another.
    expect(of('defaults\n mode http\ndefaults\n timeout client 5s')).toMatchObject({ raw: true });
    expect(of('defaults web\n mode http\ndefaults raw from web\n timeout client 5s')).not.toHaveProperty(
      'raw',
    );
    const named = (head: string, from: string) =>
      of(`${head}\nlisten y${from}\n bind :80\n server b 127.0.0.1:2\nlisten z`);
    expect(named('defaults web\n mode http\ndefaults tcp\n mode tcp', ' from web')).not.toHaveProperty('raw');
    expect(of('defaults a from b\n timeout client 5s\ndefaults b from a\n mode tcp')).toMatchObject({
      raw: true,
    });
    expect(of('defaults\n mode tcp')).toMatchObject({ raw: true });
    expect(of('')).toMatchObject({ raw: true });
  });
});

describe('Caddy', () => {
  it.each([
    [':80 {\n reverse_proxy localhost:3000\n}', ['http localhost:3000 :2']],
    ['reverse_proxy /api/* 127.0.0.1:1 127.0.0.1:2', ['http 127.0.0.1:1 :1', 'http 127.0.0.1:2 :1']],
    ['reverse_proxy {\n to unix//run/a.sock https://b:1\n}', ['http /run/a.sock :2', 'https b:1 :2']],
    ['php_fastcgi unix//run/php.sock', ['fastcgi /run/php.sock :1']],
    ['reverse_proxy :3000', ['http localhost:3000 :1']],
    ['forward_auth a:1 {\n uri /verify\n}\nreverse_proxy b:2', ['http a:1 :1', 'http b:2 :4']],
    [':81 {\n reverse_proxy :1\n}\n:80 {\n reverse_proxy :2\n}', ['http localhost:2 :5']],
    [
      ':80 {\n reverse_proxy a:1 {\n transport http {\n tls_insecure_skip_verify\n }\n }\n}',
      ['https a:1 :2'],
    ],
    [':{$PORT} {\n handle {\n reverse_proxy a:1\n }\n}', ['http a:1 :3']],
  ])('%s', (text, expected) => {
    expect(names('caddy', text)).toEqual(expected);
  });

  const site = `:80 {
  @ws path /ws /ws/*
  @office remote_ip 10.0.0.0/8
  reverse_proxy /api/* a:1
  reverse_proxy /api/v2/* a:2
  reverse_proxy @ws a:3
  handle_path /shop/* {
    reverse_proxy /cart a:4
    reverse_proxy a:5
  }
  reverse_proxy @office a:6
  reverse_proxy a:7
}`;
  it.each([
    ['/', [6, 7]],
    ['/api/v1', [1, 6]],
    ['/api/v2/x?y', [2, 6]],
    ['/ws', [3, 6]],
    ['/shop/cart', [4]],
    ['/shop/', [5]],
  ])('passes %s on by its matchers', (path, ports) => {
    const found = upstreamsOf([file('/etc/caddy/Caddyfile', site)], 'caddy', { ...asked, path });
    expect(found.map(({ port }) => port)).toEqual(ports);
  });

  it('takes a block before what stands beside it', () => {
    const text =
      ':80 {\n  reverse_proxy /api/* a:1\n  route {\n    reverse_proxy a:2\n  }\n  handle /api/* {\n    reverse_proxy a:3\n  }\n}';
    const found = (path: string) =>
      upstreamsOf([file('/etc/caddy/Caddyfile', text)], 'caddy', { ...asked, path })[0]?.port;
    expect(found('/api/x')).toBe(3);
    expect(found('/')).toBe(2);
  });
});

describe('caches and others', () => {
  it.each([
    [
      'lighttpd',
      'proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => 3000 )) )',
      ['http 127.0.0.1:3000 :1'],
    ],
    [
      'lighttpd',
      '# x\nfastcgi.server = ( ".php" => (\n( "socket" => "/run/p.sock" )\n) )\nproxy.server += ( "/" => ( ( "host" => "::1", "port" => "81" ) ) )',
      ['http [::1]:81 :5'],
    ],
    ['lighttpd', '$HTTP["url"] =~ "^/a?" { proxy.server = ( "" => (( "host" => "a" )) ) }', ['http a:80 :1']],
    ['lighttpd', '$HTTP["url"] =~ "^/api/" { proxy.server = ( "" => (( "host" => "a" )) ) }', []],
    [
      'lighttpd',
      'url.rewrite = ("x" => "/api/")\n$HTTP["url"] =~ "^/api/" { proxy.server = ( "" => (( "host" => "a" )) ) }',
      ['http a:80 :2'],
    ],
    ['lighttpd', 'proxy.server = ( "/api" => (( "host" => "a" )) ', []],
    ['lighttpd', 'proxy.server = ( "/api" => (( "host" => "a" )) )', []],
    [
      'lighttpd',
      'url.rewrite = ("x" => "/api")\nproxy.server = ( "/api" => (( "host" => "a" )) )',
      ['http a:80 :2'],
    ],
    ['lighttpd', 'proxy.server = ( ".php" => (( "host" => "a" )) )', ['http a:80 :1']],
    [
      'varnishd',
      'vcl 4.1; # backend x { .host = "y"; }\nbackend default { .host = "b"; .port = "8080"; }',
      ['http b:8080 :2'],
    ],
    [
      'squid',
      'http_port 80 accel\ncache_peer 10.0.0.1 parent 3000 0 no-query originserver',
      ['http 10.0.0.1:3000 :2'],
    ],
    ['nghttpx', 'frontend=*,80\nbackend=127.0.0.1,3000;/;proto=h2', ['http 127.0.0.1:3000 :2']],
    [
      'stunnel4',
      '[a]\naccept = 81\nconnect = 1\n[b]\naccept = 0.0.0.0:80\nconnect = 3000\n',
      ['http 127.0.0.1:3000 :6'],
    ],
    ['hitch', 'frontend = "[*]:80"\nbackend = "[::1]:3000" # app', ['http [::1]:3000 :2']],
    ['hitch', 'frontend = "[*]:80"', ['http 127.0.0.1:8000 :0']],
  ])('%s: %s', (program, text, expected) => {
    expect(names(program, text)).toEqual(expected);
  });

  it.each([
    ['varnishd', ['-a', ':80', '-b', '127.0.0.1:3000']],
    ['nghttpx', ['--backend=127.0.0.1,3000', '--frontend=*,80']],
    ['hitch', ['--backend=[127.0.0.1]:3000', '-f', '[*]:80']],
  ])('%s is told by its arguments', (program, args) => {
    expect(upstreamsOf([], program, { ...asked, args })).toMatchObject([
      { host: '127.0.0.1', port: 3000, file: 'its command line' },
    ]);
  });

  const site = 'backend a { .probe = { .url = "/up"; .timeout = 1s; } .host = "b"; .port = "81"; }';
  it.each([
    [site, { host: 'b', port: 81, check: '/up' }],
    [
      'probe p { .url = "/p"; }\nbackend a { .host = "b"; .probe = p; .host_header = "h"; }',
      { check: '/p', checkHost: 'h' },
    ],
    ['probe default { }\nbackend a { .host = "b"; }', { check: '/' }],
    [
      'backend a { .path = "/s"; .probe = { .request = "HEAD /r HTTP/1.1" "Host: shop.test"; } }',
      { path: '/s', check: '/r', checkHost: 'shop.test' },
    ],
    ['backend a { .host = "b"; .probe = gone; }', { host: 'b' }],
  ])("knows the page by which Varnish's probe tells: %s", (text, expected) => {
    const [found] = upstreamsOf([file('/v.vcl', text)], 'varnishd', asked);
    expect(found).toMatchObject(expected);
    expect(found?.check).toBe('check' in expected ? expected.check : undefined);
  });

  it('has stunnel and Hitch pass on whatever comes, as it comes', () => {
    expect(upstreamsOf([file('/h', 'backend = "[127.0.0.1]:6379"\n')], 'hitch', asked)).toMatchObject([
      { host: '127.0.0.1', port: 6379, raw: true },
    ]);
    expect(upstreamsOf([file('/s', '[a]\naccept = 80\nconnect = 6379\n')], 'stunnel4', asked)).toMatchObject([
      { host: '127.0.0.1', port: 6379, raw: true },
    ]);
  });

  it.each([
    ['client = yes\n[a]\naccept = 80\nconnect = 6379\n', { protocol: 'https' }],
    ['client = yes\n[a]\naccept = 80\nconnect = 6379\nclient = no\n', { protocol: 'http' }],
    ['[b]\nclient = yes\n[a]\naccept = 80\nconnect = 6379\n', { protocol: 'http' }],
    [
      '[a]\nclient = yes\naccept = 80\nconnect = 6379\nverifyChain = yes\n',
      { protocol: 'https', verifies: 'ca-file' },
    ],
    [
      'verify = 2\n[a]\nclient = yes\naccept = 80\nconnect = 6379\n',
      { protocol: 'https', verifies: 'ca-file' },
    ],
    ['verify = 0\n[a]\nclient = yes\naccept = 80\nconnect = 6379\n', { protocol: 'https' }],
  ])('has stunnel speak TLS to where it is a client: %j', (text, expected) => {
    const [found] = upstreamsOf([file('/s', text)], 'stunnel4', asked);
    expect(found).toMatchObject(expected);
    expect(found?.verifies).toBe('verifies' in expected ? expected.verifies : undefined);
  });

  it.each([
    [
      "[databases]\n* = host=db port=5433\npostgres = host=127.0.0.1 password='it''s secret'\n[pgbouncer]\nx = host=h",
      ['127.0.0.1:5432 :3'],
    ],
    ['[databases]\nshop = host=a\n* = port=5433 host=::1\n', ['[::1]:5433 :3']],
    [
      '[databases]\n;old = host=a\nshop = host=/run/pg dbname=x\nmail = host=a,b\n',
      ['/run/pg/.s.PGSQL.5432 :3'],
    ],
    ['[databases]\nshop = dbname=x\n', []],
    ['[pgbouncer]\nlisten_addr = *\n', []],
  ])('knows the servers of PgBouncer: %j', (text, expected) => {
    const found = upstreamsOf([file('/p.ini', text)], 'pgbouncer', asked);
    expect(found.map(each => `${upstreamName(each)} :${each.line}`)).toEqual(expected);
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(found.every(({ raw }) => raw)).toBe(true);
  });

  it('means the upstream of the site that was asked for, of several that lighttpd has', () => {
    const site = (name: string, port: number) =>
      `$HTTP["host"] == "${name}" {\n  proxy.server = ( "" => (( "host" => "::1", "port" => ${port} )) )\n}\n`;
    const of = (host: string) => names('lighttpd', site('a.test', 1) + site('b.test', 2), { ...asked, host });
    expect(of('a.test')).toEqual(['http [::1]:1 :2']);
    expect(of('b.test')).toEqual(['http [::1]:2 :5']);
    expect(of('c.test')).toEqual([]);
  });

  it.each([
    ['of a name without case', '$HTTP["host"] == "site.test"', { host: 'SITE.test' }, true],
    ['of a name with its port', '$HTTP["host"] == "site.test:80"', {}, true],
    ['of a name with another port', '$HTTP["host"] == "site.test:81"', {}, false],
    ['of a pattern for names', '$HTTP["host"] =~ "^site\\.test$"', {}, true],
    ['of one that a port may not fit', '$HTTP["host"] =~ "^site\\.test$"', { port: 8080 }, true],
    [
      'of a name, asked by address',
      '$HTTP["host"] == "site.test"',
      { host: null, address: '10.0.0.1' },
      false,
    ],
    ['of a name, asked by nobody knows what', '$HTTP["host"] == "site.test"', { host: null }, true],
    ['of a path with a blank', '$HTTP["url"] =~ "^/a b"', { path: '/a%20b?c' }, true],
    ['of a path that is no code', '$HTTP["url"] =~ "^/%a"', { path: '/%a' }, true],
    ['of another socket', '$SERVER["socket"] == ":8081"', {}, false],
    ['of a socket by its name', '$SERVER["socket"] == "shop.test:80"', { address: '10.0.0.1' }, true],
    ['of a port that led here from none that is written', '$SERVER["socket"] == ":8081"', { port: 70 }, true],
    ['with its brace in the next line', '$HTTP["host"] == "other.test"\n', {}, false],
    ['behind a brace in a string', '$HTTP["url"] =~ "\\{" { }\n$HTTP["host"] == "site.test"', {}, true],
    ['behind a brace in a comment', 'a = 1 # "{\n$HTTP["host"] == "site.test"', {}, true],
    [
      'that is else of one that holds',
      '$HTTP["host"] == "site.test" {\n} # its own\nelse $HTTP["url"] =~ "^/"',
      {},
      false,
    ],
  ])('reads conditions of lighttpd: %s', (_, condition, more, holds) => {
    const text = `server.port = 80\n${condition} { proxy.server = ( "" => (( "host" => "::1" )) ) }`;
    expect(names('lighttpd', text, { ...asked, ...more })).toHaveLength(holds ? 1 : 0);
  });

  it('takes no time for thousands of sites of lighttpd', () => {
    const site = (each: number) =>
      `$HTTP["host"] == "${each}.test" { proxy.server = ( "" => (( "host" => "::1", "port" => ${each} )) )`;
    const sites = Array.from({ length: 8000 }, (_, each) => site(each + 1));
    for (const between of [' }\n', ' }\nelse ', '\n']) {
      const started = performance.now();
      names('lighttpd', sites.join(between), { ...asked, host: '7.test' });
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });

  it('takes lighttpd for no Apache, though its name ends in httpd', () => {
    expect(names('lighttpd', 'ProxyPass / http://127.0.0.1:1/')).toEqual([]);
  });
});

it.each([
  ['pgbouncer', '[databases]\n', 'a=host=x\n'],
  ['stunnel', 'client=yes\n'.repeat(20_000), '[a]\naccept=80\nconnect=1\n'],
  ['varnish', '', 'backend a { .host = "a"; .port = "1"; }\n'],
  ['hitch', '', 'backend = "[127.0.0.1]:80"\n'],
  ['nginx', 'http { server { listen 80; ', 'location /a { proxy_pass http://a; } '],
  ['haproxy', 'backend b\nserver a 127.0.0.1:80 ssl', ' '],
])('reads a long file of %s in no time', (program, head, line) => {
  const text = head + line.repeat((400_000 - head.length) / line.length);
  const before = performance.now();
  upstreamsOf([{ path: '/etc/long', text, modifiedAt: 0 }], program, { port: 80, host: null, path: '/' });
  expect(performance.now() - before).toBeLessThan(5000);
});

it('knows that nginx passes on bytes in its stream module', () => {
  const of = (text: string) =>
    upstreamsOf([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'nginx', {
      port: 7000,
      host: null,
      path: '/',
    })[0];
  const server = 'server { listen 7000; proxy_protocol on; proxy_pass 127.0.0.1:6379; }';
  expect(of(`stream { ${server} }`)).toMatchObject({ port: 6379, raw: true, proxyHeader: true });
  expect(of(`http { ${server.replace('127', 'http://127')} }`)).not.toHaveProperty('raw');
});

it("reads caddy reverse-proxy's command line", () => {
  const args = ['reverse-proxy', '--from', ':8080', '--to', ':9000', '--to=127.0.0.1:9001'];
  const found = upstreamsOf([], 'caddy', { port: 8080, host: null, path: '/', args });
  expect(found.map(upstreamName)).toEqual(['localhost:9000', '127.0.0.1:9001']);
});

it('knows no place behind a port that there cannot be', () => {
  expect(hostAndPort('127.0.0.1:65535', 80)).toEqual({ host: '127.0.0.1', port: 65_535 });
  expect(hostAndPort('127.0.0.1:65536', 80)).toBeUndefined();
});
