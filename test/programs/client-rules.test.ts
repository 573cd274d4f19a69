import { describe, expect, it } from 'vitest';
import { admittanceOf, streamDenies } from '../../src/programs/access/client-rules.js';
import { busyboxFiles } from '../../src/programs/access/client-rules-busybox.js';
import { UNANSWERED } from '../../src/programs/access/client-words.js';
import { running } from '../support/healthy.js';

const passed = { port: 80, host: 'shop.test', path: '/admin/x?y=1' };
const of = (program: string, text: string, client = '10.77.0.2') =>
  admittanceOf([{ path: '/etc/x.conf', text, modifiedAt: 0 }], program, passed, {
    client,
    server: '10.77.0.1',
  });

describe('nginx', () => {
  it.each([
    ['server { listen 80; deny all; }', false],
    ['server { listen 80; allow 10.77.0.0/24; deny all; }', true],
    ['server { listen 80; deny 10.77.0.2; allow all; }', false],
    ['server { listen 80; deny all; location /admin { allow 10.77.0.0/16; deny all; } }', true],
    ['server { listen 80; location /admin { allow 127.0.0.1; deny all; } }', false],
    ['http { deny all; server { listen 80; location / { } } }', false],
    ['server { listen 80; location /other { deny all; } }', undefined],
    ['server { listen 80; allow fd77::/64; deny all; }', false],
    ['server { listen 80; allow unix:; }', undefined],
    ['server { listen 80; deny all; location /admin { return 200 ok; } }', undefined],
    ['server { listen 80; deny all; return 301 https://shop.test/; location /admin { } }', undefined],
    ['server { listen 80; deny all; location /other { return 200 ok; } }', false],
    ['server { listen 80; deny all; if ($x) { return 405; } }', false],
    ['server { listen 80; deny all; error_page 403 /no.html; }', false],
    ['server { listen 80; deny all; error_page 404 =200 /no.html; }', false],
    ['server { listen 80; deny all; error_page 403 =200 /no.html; }', undefined],
    ['server { listen 80; deny all; error_page 403 = @other; }', undefined],
    [
      'server { listen 80; server_name *.test; deny all; } server { listen 80; server_name shop.test; }',
      undefined,
    ],
    ['server { listen 80; allow all; } server { listen 10.77.0.1:80; deny all; }', false],
    ['geo $realm { default closed; 10.77.0.0/16 off; } server { listen 80; auth_basic $realm; }', undefined],
    ['geo $realm { default off; 10.77.0.0/16 closed; } server { listen 80; auth_basic $realm; }', false],
    ['map $http_x $realm { default closed; } server { listen 80; auth_basic $realm; }', undefined],
  ])('%s', (text, expected) => expect(of('nginx', text)?.admitted).toBe(expected));

  it('asks for the index of a folder in the location of that', () => {
    const folder = (index: string) =>
      admittanceOf(
        [
          {
            path: '/etc/x.conf',
            text: `server { listen 80; root /srv; ${index} location ~ \\.php$ { allow 127.0.0.1; deny all; } }`,
            modifiedAt: 0,
          },
        ],
        'nginx',
        { ...passed, path: '/shop/' },
        { client: '10.77.0.2', server: '10.77.0.1' },
      )?.admitted;
    expect(folder('index index.php;')).toBe(false);
    expect(folder('index index.html index.php;')).toBe(undefined);
    expect(folder('')).toBe(undefined);
  });

  const inIf = (http: string, lines: string) =>
    `http { ${http} server { listen 80; ${lines} location / { } } }`;
  const deep = ['$remote_addr', '$v6', '$v7', '$v8']
    .map((word, at) => `map a $v${6 + at} { default "${word.repeat(99)}"; }`)
    .join(' ');
  const geo = 'geo $ok { default 0; 127.0.0.1 1; 10.77.0.0/16 0; 10.77.0.2 1; }';
  it.each([
    [inIf(geo, 'if ($ok = 0) { return 403; }'), true],
    [inIf(geo, 'if ($ok) { return 403; }'), false],
    [inIf('geo $ok { default 0; 10.77.0.0/16 1; 10.77.0.2/32 0; }', 'if ($ok = 0) { return 444; }'), false],
    [inIf('geo $http_x $ok { default 0; }', 'if ($ok = 0) { return 403; }'), undefined],
    [
      inIf('geo $ok { ranges; default 0; 10.77.0.0-10.77.0.9 1; }', 'if ($ok = 0) { return 403; }'),
      undefined,
    ],
    [inIf('map $remote_addr $no { default 1; 10.77.0.2 0; }', 'if ($no) { return 403; }'), true],
    [inIf('map $remote_addr $no { default 1; "~^10\\.77\\." 0; }', 'if ($no) { return 403; }'), true],
    [inIf('map $remote_addr $no { default 0; ~(?i)^10 1; }', 'if ($no) { return 403; }'), undefined],
    [inIf('map $remote_addr $no { ~^10 1; ~(?i)^10 0; }', 'if ($no) { return 403; }'), false],
    [inIf(`${geo} map $ok $no { 0 1; 1 0; }`, 'if ($no) { return 403; }'), true],
    [inIf('map $remote_addr $no { default $scheme; }', 'if ($no) { return 403; }'), undefined],
    [
      inIf(
        'map $http_x_forwarded_for $real { default $http_x_forwarded_for; "" $remote_addr; } map $real $no { 10.77.0.2 1; }',
        'if ($no) { return 403; }',
      ),
      false,
    ],
    [
      inIf(
        'map "$remote_addr:$host" $no { default 0; 10.77.0.2:shop.test 1; }',
        'set $t $no; if ($request_uri ~ ^/admin) { set $t "B$t"; } if ($t = B1) { return 403; }',
      ),
      false,
    ],
    [
      inIf(
        '',
        'set $in 0; if ($remote_addr = 10.1.1.1) { set $in 1; } if ($http_x_key = k) { set $in 1; } if ($in = 0) { return 403; }',
      ),
      false,
    ],
    [inIf(deep, 'if ($v9) { return 403; }'), undefined],
    [inIf('geo $ok { default 0; include office.conf; }', 'if ($ok = 0) { return 403; }'), undefined],
    [inIf('', 'if ( $remote_addr !~ ^127 ) { return 403; }'), false],
    [inIf('map $http_user_agent $no { default 1; }', 'if ($no) { return 403; }'), undefined],
    [inIf('', 'if ($remote_addr !~ "^(127\\.|10\\.78\\.)") { return 403; }'), false],
    [inIf('', 'if ($remote_addr ~ ^10\\.77) { return 403; }'), false],
    [inIf('', 'set $ok 0; if ($remote_addr = 10.77.0.9) { set $ok 1; } if ($ok = 0) { return 403; }'), false],
    [inIf('', 'set $ok 0; if ($remote_addr = 10.77.0.2) { set $ok 1; } if ($ok = 0) { return 403; }'), true],
    [inIf('', 'set $ok 0; if ($http_x = a) { set $ok 1; } if ($ok = 0) { return 403; }'), undefined],
    [inIf('', 'if ($remote_addr = 10.77.0.2) { return 302 /x; } deny all;'), undefined],
    [inIf(geo, 'if ($ok) { return 200 ok; } deny all;'), undefined],
    [inIf(geo, 'if ($ok = 0) { return 403; } deny all;'), false],
    [inIf('', 'if ($request_method = POST) { set $x 1; } deny all;'), false],
    [
      'http { server { listen 80; location /admin { if ($remote_addr != 127.0.0.1) { return 404; } } } }',
      false,
    ],
    [
      'http { server { listen 80; location /x { if ($remote_addr != 127.0.0.1) { return 404; } } } }',
      undefined,
    ],
  ])('%s', (text, expected) => expect(of('nginx', text)?.admitted).toBe(expected));

  it('says which line decides', () =>
    expect(of('nginx', 'server { listen 80;\n allow 127.0.0.1;\n deny all; }')).toMatchObject({
      line: 3,
      text: 'deny all',
    }));
});

describe('Apache, by SetEnvIf', () => {
  const judged = (set: string, lines: string) =>
    of('apache2', `DocumentRoot /var/www\n${set}\n<Directory /var/www>\n${lines}\n</Directory>`)?.admitted;
  const bad = 'SetEnvIf Remote_Addr ^10\\.77\\.0\\.2$ bad';
  const notBad = '<RequireAll>\nRequire all granted\nRequire not env bad\n</RequireAll>';
  it.each([
    [bad, notBad, false],
    [bad, 'Order allow,deny\nAllow from all\nDeny from env=bad', false],
    ['SetEnvIf Remote_Addr "^127" bad=1', notBad, true],
    ['SetEnvIfNoCase User-Agent bot bad', notBad, undefined],
    [`${bad}\nSetEnvIf Remote_Addr ^10 !bad`, notBad, true],
    ['SetEnvIf Remote_Addr ^127 OK', 'Require env ok', false],
    [`SetEnvIfExpr "-R '10.77.0.0/16'" ok`, 'Require env ok', true],
    ['SetEnvIf Remote_Addr ^127 ok\nBrowserMatch bot ok', 'Require env ok', undefined],
    ['SetEnvIf Remote_Addr ^127 ok\nSetEnvIf X-Forwarded-For ^10 ok', 'Require env ok', false],
    ['SetEnvIf X-Forwarded-For ^10 ok', 'Require env ok', undefined],
    ['', `${bad}\n${notBad}`, false],
  ])('%s, %s', (set, lines, expected) => expect(judged(set, lines)).toBe(expected));
});

describe('Apache', () => {
  const root = 'DocumentRoot /var/www\n';
  it.each([
    [
      `${root}<Directory />\nRequire all denied\n</Directory>\n<Directory /var/www>\nRequire all granted\n</Directory>`,
      true,
    ],
    [`${root}<Directory /var/www>\nRequire local\n</Directory>`, false],
    [`${root}<Directory /var/www>\nRequire ip 10.77\n</Directory>`, true],
    [`${root}<Directory /var/www>\nRequire ip 10.78 192.168.0.0/16\n</Directory>`, false],
    [`${root}<Directory /var/www>\nRequire local\nRequire ip 10.77.0.2\n</Directory>`, true],
    [
      `${root}<Directory /var/www>\nRequire all granted\n</Directory>\n<Location /admin>\nRequire local\n</Location>`,
      false,
    ],
    [`${root}<Directory /var/www>\nRequire valid-user\n</Directory>`, undefined],
    [
      `${root}<Directory /var/www>\n<RequireAll>\nRequire all granted\nRequire not ip 10.77\n</RequireAll>\n</Directory>`,
      false,
    ],
    [`${root}<Directory /srv>\nRequire all denied\n</Directory>`, undefined],
    [
      'LoadModule authz_core_module a.so\n<IfModule !rewrite_module>\nLoadModule rewrite_module x.so\n</IfModule>\nRewriteEngine on\nRewriteCond %{REMOTE_ADDR} ^10\nRewriteRule ^ - [F]',
      false,
    ],
    ['<IfModule !mod_authz_core.c>\n<Location />\nRequire local\n</Location>\n</IfModule>', undefined],
    ['<IfModule mod_authz_core.c>\n<Location />\nRequire local\n</Location>\n</IfModule>', false],
    [
      'LoadModule status_module x.so\n<IfModule !status_module>\n<IfModule x.c>\n</IfModule>\n<Location />\nRequire local\n</Location>\n</IfModule>',
      undefined,
    ],
    [
      `<VirtualHost *:80>\n</VirtualHost>\n<VirtualHost *:81>\n${root}<Directory /var/www>\nRequire local\n</Directory>\n</VirtualHost>`,
      undefined,
    ],
  ])('%s', (text, expected) => expect(of('apache2', text)?.admitted).toBe(expected));

  const folder = (lines: string) => `${root}<Directory /var/www>\n${lines}\n</Directory>`;
  it.each([
    ['<RequireAll>\nRequire all granted\nRequire not ip 10.78\n</RequireAll>', true],
    ['<RequireAll>\nRequire ip 10.78\nRequire valid-user\n</RequireAll>', false],
    [
      '<RequireAll>\nRequire all granted\n<RequireNone>\nRequire ip 10.77\n</RequireNone>\n</RequireAll>',
      false,
    ],
    ['Require expr %{REMOTE_ADDR} == "10.77.0.9"', false],
    ['Require expr -R "10.77.0.0/16"', true],
    ["Require expr %{REMOTE_ADDR} == '10.77.0.9'", false],
    ["Require expr %{REMOTE_ADDR} != '10.77.0.9'", true],
    ["Require expr -R '10.77.0.0/16'", true],
    ['Require expr "%{REMOTE_ADDR} =~ m#^10[.]78#"', false],
    ["Require expr %{HTTP_HOST} == 'a'", undefined],
    ['Order deny,allow\nDeny from all\nAllow from 127.0.0.1 10.78', false],
    ['Order deny,allow\nDeny from all\nAllow from 10.77', true],
    ['Order allow,deny\nAllow from all\nDeny from 10.77.0.2', false],
    ['Order allow,deny\nAllow from all', true],
    ['Order deny,allow\nDeny from all\nAllow from shop.test', undefined],
    ['Order deny,allow\nDeny from all\nSatisfy any', undefined],
    ['Require all granted\nOrder deny,allow\nDeny from all', false],
    ['<Limit POST PUT>\nRequire all denied\n</Limit>\nRequire all granted', true],
    ['<LimitExcept GET>\nRequire all denied\n</LimitExcept>\nRequire all granted', true],
    ['<Files ".ht*">\nRequire all denied\n</Files>\nRequire all granted', true],
    ['<FilesMatch "^x$">\nRequire all denied\n</FilesMatch>', false],
    ['Require all granted\n<Files x>\nRequire local\n</Files>', false],
    ['Require local\n<Files x>\n<RequireAny>\nRequire all granted\n</RequireAny>\n</Files>', true],
    ['<RequireAll>\nRequire local\n</RequireAll>\n<Files x>\n</Files>', false],
    [
      'Require all granted\n</Directory>\n<FilesMatch x>\nRequire local\n</FilesMatch>\n<Directory /a>',
      false,
    ],
    [
      '<IfModule mod_authz_core.c>\nRequire local\n</IfModule>\n<IfModule !mod_authz_core.c>\nDeny from all\n</IfModule>',
      false,
    ],
    ['<If "%{HTTP_HOST} == \'a\'">\nRequire all denied\n</If>', undefined],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^10\\.78\\.\nRewriteRule .* - [F,L]',
      false,
    ],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond %{REMOTE_ADDR} ^10\\.78\\.\nRewriteRule .* - [F,L]',
      true,
    ],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^10\\.78\\.\nRewriteRule ^other - [F]',
      true,
    ],
    ['Require all granted\nRewriteCond %{REMOTE_ADDR} !^10\\.78\\.\nRewriteRule .* - [F]', true],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond toString !^x\nRewriteCond %{REMOTE_ADDR} ^10\nRewriteRule ^ - [F]',
      undefined,
    ],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond %{REMOTE_ADDR} ^127\\. [OR]\nRewriteCond %{REMOTE_ADDR} ^10\\.77\\.\nRewriteRule ^ - [F]',
      false,
    ],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond %{HTTP_HOST} ^shop\nRewriteCond %{REQUEST_METHOD} GET\nRewriteCond %{HTTP:X-Real-IP} ^$\nRewriteCond %{REMOTE_ADDR} ^10\\.77\\.\nRewriteRule ^ - [F]',
      false,
    ],
    [
      'Require all granted\nRewriteEngine on\nRewriteCond %{HTTP_USER_AGENT} a\nRewriteCond %{REMOTE_ADDR} ^10\\.77\\.\nRewriteRule ^ - [F]',
      undefined,
    ],
    ['Require local\nRewriteEngine on\nRewriteRule ^admin https://shop.test/ [R,L]', false],
    ['Require all granted\nRewriteEngine on\nRewriteRule ^admin https://shop.test/ [R,L]', undefined],
    ['Require local\nRewriteEngine on\nRewriteRule ^admin index.php [L]', false],
  ])('in a folder: %s', (text, expected) => expect(of('apache2', folder(text))?.admitted).toBe(expected));

  it('takes what it passes on for no file', () => {
    const text =
      '<Files x>\nRequire local\n</Files>\n<VirtualHost *:80>\nProxyPass / http://127.0.0.1:3000/\n</VirtualHost>\n';
    expect(of('apache2', text)).toBeUndefined();
  });

  it.each([
    '<RequireAny>\nRequire ip 10.78\nRequire valid-user\n</RequireAny>',
    '<RequireAll>\nRequire ip 10.77\nRequire valid-user\n</RequireAll>',
    'Require valid-user\nOrder deny,allow\nDeny from all\nAllow from 10.78\nSatisfy any',
  ])('leaves a password: %s', lines =>
    expect(of('apache2', folder(lines))).toMatchObject({ admitted: false, password: true }),
  );

  it.each([
    ['All', 'Require local', false],
    ['AuthConfig', 'Require local', false],
    ['None', 'Require local', true],
    ['All', 'Require ip 10.77', true],
    ['All', 'Order deny,allow\nDeny from all\nAllow from 127.0.0.1', false],
    ['All', 'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^ - [F]', false],
  ])('with AllowOverride %s, in .htaccess: %s', (override, text, admitted) => {
    const main = folder(`AllowOverride ${override}\nRequire all granted`);
    const files = [
      { path: '/etc/x.conf', text: main, modifiedAt: 0 },
      { path: '/var/www/.htaccess', text, modifiedAt: 0 },
    ];
    const coming = { client: '10.77.0.2', server: '10.77.0.1' };
    expect(admittanceOf(files, 'apache2', passed, coming)?.admitted).toBe(admitted);
  });

  it.each([
    ['admin', 'Require local', false],
    ['admin', 'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^x$ - [F]', false],
    ['admin', 'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^admin - [F]', true],
    ['other', 'Require local', true],
    [
      'admin',
      'RewriteEngine off',
      true,
      'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^ - [F]',
    ],
  ])('in the .htaccess of the folder %s: %s', (name, text, admitted, around = '') => {
    const main = folder(`AllowOverride All\nRequire all granted\n${around}`);
    const files = [
      { path: '/etc/x.conf', text: main, modifiedAt: 0 },
      { path: `/var/www/${name}/.htaccess`, text, modifiedAt: 0 },
    ];
    const coming = { client: '10.77.0.2', server: '10.77.0.1' };
    expect(admittanceOf(files, 'apache2', passed, coming)?.admitted ?? true).toBe(admitted);
  });

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Apache's own
    ['Define OFFICE 10.77.0.0/16\n', 'Require ip ${OFFICE}', true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Apache's own
    ['Define OFFICE 10.78\n', 'Require ip ${OFFICE}', false],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Apache's own
    ['', 'Require ip 10.1.1.1 ${OFFICE}', undefined],
  ])('puts in what is defined: %s%s', (before, rule, expected) =>
    expect(of('apache2', `${before}${folder(rule)}`)?.admitted).toBe(expected),
  );

  it('rewrites nothing where the module for it is not loaded', () => {
    const rules =
      'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^ - [F]\nRequire all granted';
    const loaded = (name: string) =>
      of('apache2', `LoadModule ${name}_module modules/mod_${name}.so\n${folder(rules)}`)?.admitted;
    expect(loaded('rewrite')).toBe(false);
    expect(loaded('dir')).toBe(true);
  });

  it('takes a Location for whole parts of a path', () => {
    const location = (path: string) =>
      of('apache2', `${folder('Require all granted')}\n<Location ${path}>\nRequire local\n</Location>`);
    expect(location('/admin')?.admitted).toBe(false);
    expect(location('/adm')?.admitted).toBe(true);
  });

  it('says with what others are turned away', () => {
    const maintained =
      'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^ - [R=503,L]\nRequire all granted';
    expect(of('apache2', folder(maintained))).toMatchObject({ admitted: false, status: 503 });
    const nginx = 'server { listen 80; if ($remote_addr != 127.0.0.1) { return 503; } }';
    expect(of('nginx', nginx)).toMatchObject({ admitted: false, status: 503 });
  });

  it('reads the rules of the site, not those of the main server, which a site does not inherit', () => {
    const refuse = 'RewriteEngine on\nRewriteCond %{REMOTE_ADDR} !^127\nRewriteRule ^ - [F]';
    const vhost = (lines: string) => `<VirtualHost *:80>\nServerName shop.test\n${lines}\n</VirtualHost>`;
    expect(of('apache2', refuse)?.admitted).toBe(false);
    expect(of('apache2', vhost(refuse))?.admitted).toBe(false);
    expect(of('apache2', `${refuse}\n${vhost('')}`)?.admitted).toBeUndefined();
  });

  const denied = '<Directory />\nRequire all denied\n</Directory>';
  const site = (name: string, lines: string) =>
    `<VirtualHost *:80>\nServerName ${name}\n${lines}\n</VirtualHost>`;
  const one = '<Directory /srv/a>\nRequire all granted\n</Directory>\nDocumentRoot /srv/a';
  const two = '<Directory /srv/b>\nRequire ip 10.77.0.9\n</Directory>\nDocumentRoot /srv/b';
  it.each([
    ['passed on', `${denied}\nProxyPass / http://127.0.0.1:3000/`, undefined],
    [
      'passed on by a Location',
      `${denied}\n<Location />\nProxyPass http://127.0.0.1:3000/\n</Location>`,
      undefined,
    ],
    ['rewritten to a proxy', `${denied}\nRewriteRule ^/(.*)$ http://127.0.0.1:3000/$1 [P,L]`, undefined],
    ['not passed on', `${denied}\n${root}ProxyPass /admin !\nProxyPass / http://127.0.0.1:3000/`, false],
    ['another path is passed on', `${denied}\n${root}ProxyPass /api http://127.0.0.1:3000/`, false],
    [
      'passed on, and a Location is for this machine',
      `ProxyPass / http://127.0.0.1:3000/\n<Location />\nRequire local\n</Location>`,
      false,
    ],
    [
      'passed on, and a Proxy section is for this machine',
      `ProxyPass / http://127.0.0.1:3000/\n<Proxy *>\nRequire local\n</Proxy>`,
      false,
    ],
    [
      'an alias to a folder that is granted',
      `${denied}\nWSGIScriptAlias / /srv/app/wsgi.py\n<Directory /srv/app>\nRequire all granted\n</Directory>`,
      true,
    ],
    [
      'an alias to a folder that is not',
      `${root}Alias /admin /srv/admin\n<Directory /srv/admin>\nRequire local\n</Directory>`,
      false,
    ],
    ['an alias by a pattern', `${denied}\nAliasMatch ^/admin /srv/x`, undefined],
    ['no folder is known', denied, undefined],
    ['a pattern of folders', `${root}<DirectoryMatch ^/var/www>\nRequire local\n</DirectoryMatch>`, false],
    ['another site is private', `${site('shop.test', one)}\n${site('b.test', two)}`, true],
    ['the site itself is private', `${site('a.test', one)}\n${site('shop.test', two)}`, false],
  ])('%s', (_, text, expected) => expect(of('apache2', text)?.admitted).toBe(expected));

  it('counts lines as they are in the file behind one that goes on', () =>
    expect(
      of('apache2', `${root}Header set A \\\n  b\n<Directory /var/www>\nRequire local\n</Directory>`),
    ).toMatchObject({ line: 5 }));

  it('lets this machine in as local by any of its addresses', () => {
    const text = `${root}<Directory /var/www>\nRequire local\n</Directory>`;
    expect(of('apache2', text, '10.77.0.1')?.admitted).toBe(true);
    expect(of('apache2', text, '127.0.0.1')?.admitted).toBe(true);
  });
});

it('says nothing of other programs', () => expect(of('caddy', 'deny all')).toBeUndefined());

it('says what nginx gives in the place of a 403', () =>
  expect(of('nginx', 'server { listen 80; deny all; error_page 403 =404 /no.html; }')).toMatchObject({
    admitted: false,
    status: 404,
  }));

it.each([
  ['10.77.0.1:80', true],
  ['10.77.0.9:80', false],
  ['_default_:80', false],
  ['10.77.0.1:443 10.77.0.9:80', false],
])("takes Apache's site for the address that was asked before the others: %s", (address, expected) => {
  const text = `<VirtualHost *:80>
ServerName shop.test
<Location />
Require all denied
</Location>
</VirtualHost>
<VirtualHost ${address}>
<Location />
Require ip 10.77.0.0/24
</Location>
</VirtualHost>`;
  expect(of('apache2', text)?.admitted).toBe(expected);
});

it.each([
  ['*.test', 'shop.test', undefined],
  ['shop.test', '*.test', false],
  ['', 'shop.test', undefined],
])("takes Caddy's site of the closest name: %s denies beside %s", (denying, other, expected) => {
  const text = `http://${denying}:80 {
 @out not remote_ip 127.0.0.1
 respond @out 403
}
http://${other}:80 {
 respond hi
}`;
  expect(of('caddy', text)?.admitted).toBe(expected);
});

it.each([
  ['127.0.0.1:80', '10.77.0.1:80', undefined],
  ['10.77.0.1:80', '127.0.0.1:80', false],
  ['10.77.0.1:80', '*:80', false],
  ['*:80', '10.77.0.9:80', false],
  ['10.77.0.9:80,10.77.0.1:80', ':80', false],
])("takes HAProxy's frontend for the address: that of %s denies beside %s", (denying, other, expected) => {
  const text = `frontend a
 bind ${denying}
 http-request deny if { src 10.77.0.0/16 }
frontend b
 bind ${other}`;
  expect(of('haproxy', text)?.admitted).toBe(expected);
});

describe('nginx with satisfy any', () => {
  it('leaves a password to whom the addresses keep out', () =>
    expect(of('nginx', 'server { listen 80; satisfy any; deny all; auth_basic x; }')).toMatchObject({
      admitted: false,
      password: true,
    }));
  it('leaves it to whom auth_request asks', () =>
    expect(of('nginx', 'server { listen 80; satisfy any; deny all; auth_request /auth; }')).toBeUndefined());
  it.each(['auth_basic off;', ''])('keeps out without one: %s', account =>
    expect(of('nginx', `server { listen 80; satisfy any; deny all; ${account} }`)).not.toHaveProperty(
      'password',
    ),
  );
});

describe('nginx, stream', () => {
  const files = (text: string) => [{ path: '/etc/x.conf', text, modifiedAt: 0 }];
  it.each([
    ['stream { server { listen 80; allow 127.0.0.1; deny all; proxy_pass db:1; } }', 'deny all'],
    ['stream { server { listen 80; allow 10.77.0.0/24; deny all; proxy_pass db:1; } }', undefined],
    ['http { server { listen 80; deny all; } }', undefined],
    ['stream { deny all; server { listen 80; proxy_pass db:1; } }', 'deny all'],
    ['http { deny all; } stream { server { listen 80; proxy_pass db:1; } }', undefined],
    ['stream { server { listen 80; deny all; return hello; } }', 'deny all'],
    [
      'stream { server { listen 80; proxy_pass db:1; } server { listen 10.77.0.1:80; deny all; proxy_pass db:1; } }',
      'deny all',
    ],
    [
      'stream { server { listen 10.77.0.2:80; deny all; proxy_pass db:1; } server { listen 80; proxy_pass db:1; } }',
      undefined,
    ],
    ['stream { server { listen 81; deny all; proxy_pass db:1; } }', undefined],
  ])('%s', (text, by) =>
    expect(streamDenies(files(text), 80, { client: '10.77.0.2', server: '10.77.0.1' })?.text).toBe(by),
  );
});

describe('HAProxy', () => {
  const front = (lines: string) => `frontend web\n  bind :80\n${lines}\n  default_backend app`;
  it.each([
    ['acl office src 10.0.1.0/24\nhttp-request deny if !office', false],
    ['acl office src 10.0.1.0/24\nacl office src 10.77.0.0/24\nhttp-request deny if !office', true],
    ['http-request deny unless { src 127.0.0.1 }', false],
    ['http-request deny if { path_beg /admin } !{ src 127.0.0.1 }', false],
    ['http-request deny if { path_beg /other } !{ src 127.0.0.1 }', true],
    ['http-request allow if { src 10.77.0.2 }\nhttp-request deny', true],
    ['http-request deny deny_status 404 if { src 10.1.1.1 } or { src 10.77.0.2 }', false],
    ['http-request deny if !LOCALHOST', false],
    ['http-request deny if { src -f /etc/list }', undefined],
    ['http-request deny if { hdr(x) y }', undefined],
    ['http-request deny if METH_GET { src 10.77.0.2 }', false],
    ['http-request deny if HTTP { path_reg ^/adm } { src -n 10.77.0.2 }', false],
    ['http-request deny if { path -i -m beg /ADMIN } { src 10.77.0.2 }', false],
    ['http-request deny if { path_dir admin } { path_end /x } { url_sub y=1 } { src 10.77.0.2 }', false],
    ['http-request deny if { path_end .php } { src 10.77.0.2 }', true],
    ['http-request deny if { path_reg -i ^/\\D+X$ } { src 10.77.0.2 }', false],
    ['http-request deny if { path_reg (?i)^/ADM } { src 10.77.0.2 }', undefined],
    ['http-request deny if { path -m len 4 } { src 10.77.0.2 }', undefined],
    ['http-request deny if { src -m found } { path_beg / }', undefined],
    ['http-request deny if { method POST } { src 10.77.0.2 }', true],
    ['http-request deny unless { hdr(host) -i SHOP.test }', true],
    ['acl ours req.hdr(host) -i a.test b.test\nhttp-request deny if !ours', false],
    ['http-request deny unless { hdr(host) -m end .test }', undefined],
    ['http-request deny if unknown', undefined],
    ['http-request return status 200 if { path /admin/x }\nhttp-request deny', undefined],
    ['http-request return status 403 string "no" if { src 10.77.0.0/16 } !{ src 10.77.0.1 }', false],
    ['http-request return status 403 if { src 10.78.0.0/16 }', true],
    ['http-request return status 503 string "back if well" unless { src 127.0.0.1 }', false],
    ['http-request return content-type text/plain status 403 string "no" if { src 10.77.0.2 }', false],
    ['http-request return content-type text/plain string "status 403"\nhttp-request deny', undefined],
    ['http-request use-service prometheus-exporter if { path /metrics }\nhttp-request deny', false],
    ['http-request set-src hdr(x-forwarded-for)\nhttp-request deny unless { src 127.0.0.1 }', false],
    ['monitor-uri /admin/x\nhttp-request deny', undefined],
    [`http-request deny if ${'{'.repeat(500_000)}`, undefined],
    [`${'acl bad src 10.1.1.1\n'.repeat(50_000)}http-request deny if bad`, true],
    ['', undefined],
  ])('%.200s', (lines, expected) => expect(of('haproxy', front(lines))?.admitted).toBe(expected));
});

describe('HAProxy, behind its frontend', () => {
  const front = (lines: string) =>
    `frontend web\n  bind :80\n${lines}\nbackend app\n  http-request deny unless { src 127.0.0.1 }\n  server a 127.0.0.1:1\nbackend open\n  server a 127.0.0.1:1`;
  it.each([
    ['  default_backend app', { admitted: false }],
    ['  default_backend open', undefined],
    ['  use_backend open if { src 10.77.0.0/16 }\n  default_backend app', undefined],
    ['  use_backend app if { src 10.77.0.0/16 }\n  default_backend open', { admitted: false }],
    ['  use_backend app if { hdr(host) a }\n  default_backend open', undefined],
    ['  use_backend open if { src 127.0.0.1 }', { admitted: false, status: 503 }],
    ['  http-request allow if { src 10.77.0.2 }\n  default_backend open', { admitted: true }],
    ['  http-request deny if { hdr(x) y }\n  default_backend app', undefined],
    [
      '  http-request auth unless { src 127.0.0.1 } or { http_auth(u) }\n  default_backend open',
      { admitted: false, password: true },
    ],
    ['  http-request deny deny_status 429 unless { src 127.0.0.1 }', { admitted: false, status: 429 }],
    ['  http-request deny status 429 unless { src 127.0.0.1 }', { admitted: false, status: 429 }],
    ['  http-request silent-drop unless { src 127.0.0.1 }', { admitted: false, status: UNANSWERED }],
    ['  http-request reject unless { src 127.0.0.1 }', { admitted: false, status: UNANSWERED }],
  ])('%s', (lines, expected) => {
    const said = of('haproxy', front(lines));
    if (expected) expect(said).toMatchObject(expected);
    else expect(said).toBeUndefined();
  });
});

describe('HAProxy, by a file of addresses', () => {
  const web = 'frontend web\n  bind :80\n  http-request deny unless { src -f /etc/office.lst }';
  const file = (path: string, text: string) => ({ path, text, modifiedAt: 0 });
  it.each([
    ['10.1.1.1\n# the office\n10.77.0.0/16\n', true],
    ['10.1.1.1\n#10.77.0.2\n', false],
  ])('%j', (list, admitted) => {
    const files = [file('/etc/haproxy.cfg', web), file('/etc/office.lst', list)];
    const coming = { client: '10.77.0.2', server: '10.77.0.1' };
    expect(admittanceOf(files, 'haproxy', passed, coming)?.admitted).toBe(admitted);
  });
});

describe('Caddy', () => {
  const site = (lines: string, address = ':80') => `${address} {\n${lines}\nrespond "hello"\n}`;
  it.each([
    [site('@no not remote_ip 127.0.0.1\nrespond @no 403'), false],
    [site('@no not remote_ip private_ranges\nrespond @no "go away" 403'), true],
    [site('@no {\nremote_ip 10.77.0.0/24\n}\nabort @no'), false],
    [site('@no {\nremote_ip 10.77.0.0/24\npath /x\n}\nabort @no'), true],
    [site('@no {\nremote_ip 10.77.0.0/24\npath /y /admin/*\n}\nabort @no'), false],
    [site('@no {\nremote_ip 10.77.0.0/24\nmethod POST\n}\nabort @no'), true],
    [site('@no {\nremote_ip 10.1.0.0/16\nremote_ip 10.77.0.2\npath /x\npath /admin/*\n}\nabort @no'), false],
    [site('@no {\nnot remote_ip 127.0.0.1\nnot remote_ip 10.77.0.0/24\n}\nabort @no'), true],
    [site('@no remote_ip 10.77.0.0/24\nrespond @no 200'), undefined],
    [site('@no path /admin\nrespond @no 403'), undefined],
    [`${site('@no remote_ip 10.77.0.2\nrespond @no 403', ':81')}\n${site('')}`, undefined],
    [site('@no remote_ip 10.77.0.2\nhandle /other/* {\nrespond @no 403\n}'), undefined],
    [site('@no remote_ip 10.77.0.2\nhandle /admin/* {\nrespond @no 403\n}\nhandle {\nabort\n}'), false],
    [site('handle /a* {\nrespond 1\n}\nhandle /admin/* {\n@no remote_ip 10.77.0.2\nabort @no\n}'), false],
    [site('@no remote_ip 10.77.0.2\nhandle {\nrespond hello\n}\nrespond @no 403'), undefined],
    [site('@no remote_ip 10.77.0.2\n@in path /x\nhandle @in {\nrespond 1\n}\nabort @no'), undefined],
    [site('@no remote_ip 10.77.0.2\nrespond /admin/x ok\nrespond @no 403'), undefined],
    [site('@no remote_ip 10.77.0.2\nrespond /y ok\nrespond @no 403'), false],
    [site('@ok remote_ip 127.0.0.1\nhandle @ok {\nrespond 1\n}\nhandle {\nrespond "no" 403\n}'), false],
    [site('@ok remote_ip 10.77.0.2\nhandle @ok {\nrespond 1\n}\nhandle {\nrespond "no" 403\n}'), undefined],
    [
      site(
        '@ok remote_ip 127.0.0.1\nhandle @ok {\nrespond 1\n}\nhandle /admin/* {\nrespond 2\n}\nhandle {\nabort\n}',
      ),
      undefined,
    ],
    [site('@ok remote_ip 127.0.0.1\nhandle @ok {\nrespond 1\n}\nrespond 403'), false],
    [site('@ok remote_ip 10.77.0.2\nhandle @ok {\nrespond 1\n}\nrespond 403'), undefined],
    [site('handle /x {\nrespond 1\n}\nrespond 403'), undefined],
    [site('@api path /api\nhandle @api {\nrespond 1\n}\nhandle {\nrespond 403\n}'), undefined],
    [site('@ok remote_ip 10.77.0.2\nhandle @ok {\nrespond 1\n}\nhandle /admin/* {\nabort\n}'), undefined],
    [site('@no remote_ip 10.77.0.2\nhandle @no {\nabort\n}\nhandle /admin/* {\nrespond 1\n}'), false],
    [`(lan) {\n@no not remote_ip 127.0.0.1\nrespond @no 403\n}\n${site('import lan')}`, false],
    [`(lan) {\n@no not remote_ip {args[0]}\nrespond @no 403\n}\n${site('import lan 10.0.0.0/8')}`, undefined],
    [`(lan) {\nimport lan\nimport lan\n}\n${site('import lan')}`, undefined],
    [':80\n@no not remote_ip 127.0.0.1\nrespond @no 403\nfile_server', false],
    ['{\nadmin off\n}\n:80\n@no not remote_ip 10.77.0.0/16\nrespond @no 403', true],
    [':81\n@no not remote_ip 127.0.0.1\nrespond @no 403', undefined],
    [site('@out not remote_ip 127.0.0.1\nbasic_auth @out {\nana x\n}'), false],
    [site('@out not remote_ip 10.77.0.0/16\nbasicauth @out {\nana x\n}'), undefined],
  ])('%s', (text, expected) => expect(of('caddy', text)?.admitted).toBe(expected));
  it.each([
    ['respond @no "go away" 403', 403],
    ['error @no 404', 404],
    ['abort @no', UNANSWERED],
  ])('tells by %s what is answered', (line, status) =>
    expect(of('caddy', site(`@no not remote_ip 127.0.0.1\n${line}`))).toMatchObject({ status }),
  );
});

describe('lighttpd', () => {
  const denied = '{ url.access-deny = ( "" ) }';
  it.each([
    [`$HTTP["remoteip"] !~ "^127" ${denied}`, false],
    [`$HTTP["remoteip"] != "10.77.0.0/16" ${denied}`, true],
    [`$HTTP["url"] =~ "^/admin" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, false],
    [`$HTTP["url"] =~ "^/other" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, true],
    [`$HTTP["url"] =~ "^/admin" ${denied}`, undefined],
    [`$HTTP["useragent"] == "x" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, undefined],
    [`# $HTTP["remoteip"] !~ "^127" ${denied}`, undefined],
    [`$SERVER["socket"] == ":80" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, false],
    [`$SERVER["socket"] == "[::]:80" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, false],
    [`$SERVER["socket"] == ":8081" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, true],
    [`$SERVER["socket"] == "10.9.9.9:80" {\n$HTTP["remoteip"] != "127.0.0.1" ${denied}\n}`, true],
    [`$HTTP["remoteip"] == "127.0.0.1" {\n} else ${denied}`, false],
    [`$HTTP["remoteip"] == "10.77.0.0/16" {\n} else ${denied}`, true],
    [`$HTTP["url"] =~ "^/admin" {\n} else $HTTP["remoteip"] != "127.0.0.1" ${denied}`, true],
    [`$HTTP["remoteip"] != "127.0.0.1" ${denied}\nurl.access-deny = ( "~", ".inc" )`, false],
    [
      `$HTTP["remoteip"] != "127.0.0.1" ${denied}\n$HTTP["url"] =~ "^/admin" { url.access-deny = ( ".inc" ) }`,
      undefined,
    ],
    [`$HTTP["remoteip"] != "127.0.0.1" { url.access-deny = ( ".inc" ) }`, true],
  ])('%s', (text, expected) => expect(of('lighttpd', text)?.admitted).toBe(expected));
});

describe('Varnish', () => {
  const acl = 'acl local { "localhost"; "10.77.0.0"/24; !"10.77.0.2"; }';
  const ask = (condition: string) =>
    `${acl}\nsub vcl_recv { if (${condition}) { return (synth(403, "No")); } }`;
  it.each([
    [ask('client.ip !~ local'), false],
    [ask('!client.ip ~ local'), false],
    [ask('!(client.ip ~ local)'), false],
    [ask('client.ip ~ local'), true],
    [ask('client.ip !~ other'), undefined],
    [ask('client.ip !~ local && req.url ~ "^/x"'), undefined],
    [`${acl}\nsub vcl_recv\n{\n if ( ! ( client.ip ~ local ) ) { return (synth(403)); } }`, false],
    [
      `${acl}\nsub vcl_recv { if (req.method == "PURGE") { if (!client.ip ~ local) { return (synth(405)); } } }`,
      undefined,
    ],
    [
      `${acl}\nsub vcl_recv { if (req.url == "/ok") { return (hash); } if (client.ip !~ local) { return (synth(403)); } }`,
      undefined,
    ],
    [
      `${acl}\nsub vcl_recv { if (x) { set y = z; } else if (client.ip !~ local) { return (synth(403)); } }`,
      undefined,
    ],
    [`${acl}\nsub admins { if (client.ip !~ local) { return (synth(403)); } }`, undefined],
    [`sub vcl_recv { if (${' '.repeat(100_000)}`, undefined],
  ])('%.200s', (text, expected) => expect(of('varnishd', text)?.admitted).toBe(expected));
});

describe("BusyBox's httpd", () => {
  it.each([
    ['A:127.0.0.1\nD:*', false],
    ['D:*\nA:10.77.0.0/24 # the office', true],
    ['A:10.77.\nD:10.77.0.2', false],
    ['d:10.77.0.0/255.255.255.0', false],
    ['A:10.77.0.9', undefined],
    ['/admin:user:password\n.ico:image/x-icon', undefined],
  ])('%s', (text, expected) => expect(of('busybox', text)?.admitted).toBe(expected));

  it('reads the file that it was started with', () => {
    const httpd = running(7, ['busybox', 'httpd', '-f', '-p', '80', '-c', 'b.conf'], { directory: '/srv' });
    expect(busyboxFiles(httpd)).toEqual(['/srv/b.conf']);
    expect(busyboxFiles(running(7, ['busybox', 'sh']))).toEqual([]);
  });
});

describe('Tomcat', () => {
  const valve = (words: string, kind = 'Addr') =>
    `<Valve className="org.apache.catalina.valves.Remote${kind}Valve" ${words} />`;
  const own = 'allow="127\\.\\d+\\.\\d+\\.\\d+|::1|10\\.77\\.0\\.1"';
  it.each([
    [valve(own), false],
    [valve('allow="127\\.\\d+\\.\\d+\\.\\d+|10\\.77\\.0\\.\\d+"'), true],
    [valve('allow="10\\.77\\.0"'), false],
    [valve('deny="10\\.77\\.0\\.2"'), false],
    [valve('deny="10\\.9\\.0\\.2"'), true],
    [valve('allow="127.0.0.0/8, 10.77.0.1"', 'CIDR'), false],
    [valve('allow="10.77.0.0/24"', 'CIDR'), true],
    [valve(`${own} addConnectorPort="true"`), undefined],
    [`<!-- ${valve(own)} -->`, undefined],
    [valve("allow='10.77.0.2'"), true],
    [valve(''), false],
    [valve(`allow="\${own}"`), undefined],
    [`${valve(own)}</Host><Host name="other.test">`, undefined],
    [`<Valve ${'.RemoteAddrValve"'.repeat(15_000)}`, undefined],
    ['<!--'.repeat(60_000), undefined],
    [`<Context path="/admin" docBase="a">${valve(own)}</Context>`, false],
    [`<Context path="/other" docBase="a">\n${valve(own)}\n</Context>`, undefined],
    [`<Context path="/other"></Context>${valve(own)}`, false],
    [`<Context path="/other" />${valve(own)}`, false],
    [`<Context path='/other'>${valve(own)}</Context>`, undefined],
  ])('%.200s', (text, expected) => expect(of('java', `<Host>\n${text}\n</Host>`)?.admitted).toBe(expected));

  it('says what it gives in the place of a 403', () =>
    expect(of('java', valve(`${own} denyStatus="404"`))).toMatchObject({ line: 1, status: 404 }));
});
