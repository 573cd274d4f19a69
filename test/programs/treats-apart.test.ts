import { describe, expect, it } from 'vitest';
import { admittanceOf, treatsApart } from '../../src/programs/access/client-rules.js';

const passed = { port: 80, host: 'shop.test', path: '/x' };
const coming = { client: '10.77.0.2', server: '10.77.0.1' };
const filesOf = (text: string) => [{ path: '/etc/x.conf', text, modifiedAt: 0 }];
/** The line by which 10.77.0.2 may be answered otherwise than this machine, 10.77.0.1. */
const apart = (program: string, text: string) =>
  treatsApart(filesOf(text), program, passed, coming, coming.server)?.text;
const admits = (program: string, text: string) =>
  admittanceOf(filesOf(text), program, passed, coming)?.admitted;

describe('nginx', () => {
  const geo = 'geo $who { default closed; 10.77.0.1 open; }';
  it.each([
    [`${geo} server { listen 80; try_files /$who/x =403; }`, 'try_files /$who/x =403'],
    [`${geo} server { listen 80; location / { root /srv/$who; } }`, 'root /srv/$who'],
    [`${geo} server { listen 80; set $dir /srv/$who; root $dir; }`, 'root $dir'],
    [`${geo} server { listen 80; location / { proxy_pass http://$who; } }`, 'proxy_pass http://$who'],
    [
      'server { listen 80; if ($remote_addr != 10.77.0.1) { rewrite ^ /gone last; } }',
      'rewrite ^ /gone last',
    ],
    [`${geo} server { listen 80; return 302 /$who; }`, 'return 302 /$who'],
    ['geo $ok { ranges; default 0; } server { listen 80; if ($ok) { return 302 /a; } }', 'if ($ok)'],
    [
      'server { listen 80; auth_request /a; location = /a { if ($remote_addr = 10.77.0.2) { return 403; } } }',
      'return 403',
    ],
    // Both are treated the same.
    ['geo $who { default x; 10.77.0.0/24 open; } server { listen 80; root /srv/$who; }', undefined],
    // An answer is made by other things.
    [`${geo} server { listen 80; access_log /a if=$who; add_header X-Who $who; }`, undefined],
    [`${geo} server { listen 80; location /other { root /srv/$who; } }`, undefined],
    ['server { listen 80; return 200 $remote_addr; }', undefined],
    ['split_clients $remote_addr $v { 50% a; * b; } server { listen 80; root /srv/$v; }', undefined],
    ['server { listen 80; location / { proxy_pass http://a; proxy_set_header A $remote_addr; } }', undefined],
  ])('%s', (text, expected) => expect(apart('nginx', text)).toBe(expected));

  it('follows what error_page hands over to a location by name', () => {
    const to = (line: string) =>
      admits('nginx', `server { listen 80; deny all; error_page 403 = @out; location @out { ${line} } }`);
    expect(to('return 403;')).toBe(false);
    expect(to('return 200 sorry;')).toBeUndefined();
    expect(to('root /srv/sorry;')).toBeUndefined();
  });
});

describe('Apache', () => {
  const rewrite = (lines: string) => `RewriteEngine on\nDocumentRoot /srv\n${lines}`;
  const within = (lines: string) => `DocumentRoot /srv\n<Directory /srv>\n${lines}\n</Directory>`;
  it.each([
    [
      rewrite('RewriteCond %{REMOTE_ADDR} !^10\\.77\\.0\\.1$\nRewriteRule ^ /gone [L]'),
      'RewriteRule ^ /gone [L]',
    ],
    [rewrite(`RewriteCond \${map:%{REMOTE_ADDR}|no} =no\nRewriteRule ^ - [F]`), 'RewriteRule ^ - [F]'],
    [
      `${rewrite('RewriteCond %{REMOTE_ADDR} =10.77.0.1\nRewriteRule ^ - [E=ours:1]')}\n<Location />\nRequire env ours\n</Location>`,
      'RewriteRule ^ - [E=ours:1]',
    ],
    [within('Require host office.test'), 'Require host office.test'],
    [
      `SetEnvIf Remote_Addr ^10.77.0.1$ ok\nBrowserMatch bot ok\n${within('Require env ok')}`,
      'Require env ok',
    ],
    [
      within(
        "Require all granted\n<If \"-R '10.77.0.1' && %{HTTP_HOST} == 'a'\">\nRequire all denied\n</If>",
      ),
      undefined,
    ],
    [
      within(
        "Require all granted\n<If \"-R '10.77.0.2' && %{HTTP_HOST} == 'a'\">\nRequire all denied\n</If>",
      ),
      "<If \"-R '10.77.0.2' && %{HTTP_HOST} == 'a'\">",
    ],
    [
      within('Require all granted\n<If "-R \'10.77.0.2\'">\nRedirect / http://a.test/\n</If>'),
      '<If "-R \'10.77.0.2\'">',
    ],
    [`ErrorDocument 403 https://a.test/\n${within('Require ip 10.77.0.1')}`, 'Require ip 10.77.0.1'],
    [rewrite('RewriteCond %{REMOTE_ADDR} =10.77.0.1\nRewriteRule ^ - [E=quiet:1]'), undefined],
    [within('Require all granted\n<If "-R \'10.77.0.2\'">\nHeader set A b\n</If>'), undefined],
    [within('Require ip 10.77\nRequire host office.test'), undefined],
    [rewrite('RewriteCond %{REMOTE_ADDR} ^10\\.77\nRewriteCond %{HTTPS} on\nRewriteRule ^ /gone'), undefined],
    [
      within(
        "Require all granted\n<If \"-R '10.77.0.0/24' && %{HTTP_HOST} == 'a'\">\nRequire all denied\n</If>",
      ),
      undefined,
    ],
  ])('%s', (text, expected) => expect(apart('apache2', text)).toBe(expected));

  it.each([
    ['<If "-R \'10.77.0.2\'">\nRequire all denied\n</If>', false],
    ["<If \"! -R '10.77.0.1' && %{REMOTE_ADDR} != '127.0.0.1'\">\nRequire all denied\n</If>", false],
    ["<If \"-R '10.77.0.1' || -R '10.77.0.2'\">\nRequire all denied\n</If>", false],
    ['<If "%{REQUEST_URI} =~ m#^/a# && -R \'10.77.0.2\'">\nRequire all denied\n</If>', true],
    ['<If "!(%{REMOTE_ADDR} -ipmatch \'10.77.0.1\')">\nRequire all denied\n</If>', false],
    ["<If \"!(-R '10.77.0.2' && -R '10.0.0.0/8')\">\nRequire all denied\n</If>", undefined],
    ['<If "-R \'10.77.0.1\'">\nRequire all denied\n</If>', true],
    ['<If "-R \'10.77.0.2\'">\nRequire all denied\n</If>\n<Else>\nRequire all granted\n</Else>', undefined],
    ['<If "%{HTTP_USER_AGENT} =~ /bot/">\nHeader set A b\n</If>', true],
  ])('reads %s', (lines, expected) =>
    expect(admits('apache2', within(`Require all granted\n${lines}`))).toBe(expected),
  );

  it('leaves open what stands in an <If> of the whole server that cannot be told', () => {
    const bots = '<If "%{HTTP_USER_AGENT} =~ /bot/">\nRequire ip 10.1\n</If>';
    expect(admits('apache2', `${bots}\n${within('Require all granted')}`)).toBeUndefined();
  });
});

describe('HAProxy', () => {
  const front = (lines: string) =>
    `frontend web\n bind :80\n ${lines}\n default_backend app\nbackend app\n server a 127.0.0.1:1`;
  const rule = (condition: string) => `http-request deny ${condition}`;
  it.each([
    [rule('unless { src,ipmask(32) 10.77.0.1 }'), rule('unless { src,ipmask(32) 10.77.0.1 }')],
    [
      `http-request set-var(txn.ip) src\n ${rule('if { var(txn.ip) -m ip 10.77.0.2 }')}`,
      rule('if { var(txn.ip) -m ip 10.77.0.2 }'),
    ],
    ['use_backend old if !{ src 10.77.0.1 }', 'use_backend old if !{ src 10.77.0.1 }'],
    ['use_backend %[src,map_ip(/m)]', 'use_backend %[src,map_ip(/m)]'],
    ['acl lan src 10.77.0.2\n http-response deny if lan', 'http-response deny if lan'],
    [rule('if { path_beg /admin } !{ src,ipmask(24) 10.9.9.0 }'), undefined],
    [`http-request allow if { src 10.77.0.0/24 }\n ${rule('unless { src 10.77.0.1 }')}`, undefined],
    [
      'http-request allow if { src 10.77.0.0/24 }\n use_backend old if !{ src 10.77.0.1 }',
      'use_backend old if !{ src 10.77.0.1 }',
    ],
    [rule(`if ${'{'.repeat(200_000)}`), undefined],
    ['use_backend ws if { hdr(Upgrade) -i websocket } { src 10.0.0.0/8 }', undefined],
    ['http-request set-header X-Who a if { src 10.77.0.1 }', undefined],
    [rule('if { src_conn_rate gt 100 }'), undefined],
  ])('%.200s', (lines, expected) => expect(apart('haproxy', front(lines))).toBe(expected));

  it('takes it that nobody sends the headers of proxies', () => {
    const deny = rule('unless { src 10.77.0.1 }');
    expect(admits('haproxy', front(`http-request set-src hdr(x-forwarded-for)\n ${deny}`))).toBe(false);
    const found = '{ req.hdr(x-forwarded-for) -m found }';
    expect(admits('haproxy', front(`http-request set-src hdr(a) if ${found}\n ${deny}`))).toBe(false);
    expect(admits('haproxy', front(`http-request set-src hdr(a)\n ${deny}`))).toBeUndefined();
    const own = rule('unless { hdr_ip(X-Real-IP) 10.0.0.0/8 }');
    expect(admits('haproxy', front(own))).toBe(false);
    expect(admits('haproxy', front(`http-request set-header X-Real-IP %[src]\n ${own}`))).toBeUndefined();
    expect(admits('haproxy', front(rule('if { hdr_cnt(X-Real-IP) eq 0 }')))).toBeUndefined();
  });
});

describe('Caddy', () => {
  const site = (lines: string) => `:80 {\n${lines}\nroot * /srv\nfile_server\n}`;
  const out = '@out not remote_ip 10.77.0.1';
  it.each([
    [`${out}\nroot @out /none`, 'root @out /none'],
    [`${out}\nredir @out http://a.test/`, 'redir @out http://a.test/'],
    [`${out}\nhandle /x {\nrewrite @out /none\n}`, 'rewrite @out /none'],
    ["@q expression remote_ip('10.77.0.2') && query('a=b')\nrespond @q 403", 'respond @q 403'],
    [`${out}\nheader @out X-Out yes`, undefined],
    [`${out}\nhandle /other {\nrewrite @out /none\n}`, undefined],
    ['@in remote_ip 10.77.0.0/24\nroot @in /srv', undefined],
    ['@ws {\nheader Upgrade websocket\nremote_ip 10.77.0.0/24\n}\nrewrite @ws /ws', undefined],
    ['@post {\nmethod POST\nremote_ip 10.77.0.2\n}\nrewrite @post /none', undefined],
    ['@out {\nnot {\nremote_ip 10.77.0.1\n}\n}\nroot @out /none', 'root @out /none'],
    ['@out {\nnot {\nremote_ip 10.77.0.1\npath /y\n}\n}\nroot @out /none', 'root @out /none'],
    [`@out ${'not '.repeat(50_000)}remote_ip 10.77.0.1\nroot @out /none`, 'root @out /none'],
    [`@out expression remote_ip('10.77.0.0/24')&&${' '.repeat(100_000)}-\nroot @out /none`, undefined],
  ])('%.200s', (lines, expected) => expect(apart('caddy', site(lines))).toBe(expected));

  it.each([
    ["expression !remote_ip('10.77.0.1', '127.0.0.1')", false],
    ["`remote_ip('10.77.0.0/24') && path('/x*')`", false],
    ["expression remote_ip('10.77.0.0/24') && path('/a*')", true],
    ["expression remote_ip('10.9.9.9') || client_ip('10.77.0.2')", false],
    ["expression (remote_ip('10.77.0.2'))", undefined],
  ])('reads @out %s', (test, expected) =>
    expect(admits('caddy', site(`@out ${test}\nrespond @out 403`))).toBe(expected),
  );
});

describe('lighttpd', () => {
  const by = (condition: string, line: string) =>
    `server.port = 80\n$HTTP["remoteip"] ${condition} { ${line} }`;
  it.each([
    [by('!= "10.77.0.1"', 'url.rewrite-once = ( "" => "/none" )'), '$HTTP["remoteip"] != "10.77.0.1"'],
    [by('== "10.77.0.2"', 'server.document-root = "/none"'), '$HTTP["remoteip"] == "10.77.0.2"'],
    [by('== "10.77.0.0/24"', 'server.document-root = "/srv"'), undefined],
    [by('== "10.77.0.2"', 'accesslog.filename = ""'), undefined],
    [by('== "10.77.0.2"', 'url.access-deny = ( ".inc" )'), undefined],
    [by('== "10.77.0.0/24"', '$HTTP["useragent"] =~ "x" { url.redirect = ( "" => "/a" ) }'), undefined],
    ['server.port = 80\n$HTTP["useragent"] =~ "x" { url.redirect = ( "" => "/a" ) }', undefined],
  ])('%s', (text, expected) => expect(apart('lighttpd', text)).toBe(expected));
});

it('says nothing of other programs', () => expect(apart('busybox', 'D:*')).toBeUndefined());
