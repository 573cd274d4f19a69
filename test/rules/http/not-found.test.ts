import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { LogExcerpt } from '../../../src/facts/logs/types.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { rule } from '../../../src/rules/http/not-found.js';
import type { Finding } from '../../../src/rules/rule.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, attempt, heard, nginxOn8000, now, port, said, typed, url } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

describe('http/not-found', () => {
  it.each([
    ['404', url, [said({ http: answer(404) })], { severity: 'error' }],
    ['410', url, [said({ http: answer(410) })], { severity: 'error' }],
    ['where a port was asked', port, [said({ http: answer(404) })], { severity: 'note', outcome: 'ok' }],
    [
      'at the end of a redirect',
      url,
      [
        said({ http: answer(302, '', { location: '/x' }) }),
        said({ reason: 'redirect', path: '/x', http: answer(404) }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['200', url, [said()]],
    ['a redirect that ends well', url, [said({ http: answer(404) }), said({ reason: 'redirect' })]],
    ['400', url, [said({ http: answer(400) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

it('knows the words of PHP-FPM for a file that it was told to run and does not find', () => {
  const found = verdictOf(rule, heard([said({ http: answer(404, 'File not found.\n') })]), url);
  expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('SCRIPT_FILENAME') }, {}] });
});

it.each([
  ['{"detail":"Not Found"}', '/docs'],
  ['<h2>This page could not be found</h2>', 'basePath'],
  ['<h1>HTTP Status 404 – Not Found</h1>', 'ROOT.war'],
  ['<h1>Whitelabel Error Page</h1>', 'context-path'],
  ['404 page not found\n', 'Traefik'],
  [
    'The requested URL was not found on the server. If you entered the URL manually please check',
    'SERVER_NAME',
  ],
])('knows who says %s', (body, hint) => {
  const found = verdictOf(rule, heard([said({ http: answer(404, body) })]), url);
  expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining(hint) }, {}] });
});

describe('a path that is lost between nginx and the application', () => {
  const nginx = (conversations: readonly Conversation[], text: string, log: readonly string[] = []) =>
    verdictOf(
      rule,
      heard(conversations, {
        configuration: known(
          [{ path: '/etc/nginx/nginx.conf', text: `server { listen 8000; ${text} }`, modifiedAt: 0 }],
          'the test',
        ),
        sockets: known([listener('0.0.0.0', 8000)], 'the test'),
        owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
        processes: known([running(7, ['nginx: master process'], { name: 'nginx' })], 'the test'),
        logs: known(
          [{ path: '/e.log', modifiedAt: now, because: 'process-output', lines: log, pid: 7 }],
          'the test',
        ),
      }),
      typed('http://10.77.0.1:8000/api/users'),
    );
  const asked = (path: string) => [said({ path, http: answer(404) })];

  it.each([
    [
      'location /api/',
      'http://127.0.0.1:3000',
      'hands the whole path on, /api/ included',
      'http://127.0.0.1:3000/;',
    ],
    ['location /api/', 'http://127.0.0.1:3000/', 'asks the application for /users', 'http://127.0.0.1:3000;'],
    ['location ^~ /api/', 'http://127.0.0.1:3000/v1/', 'for /v1/users', 'http://127.0.0.1:3000;'],
    [
      'location /api',
      'http://127.0.0.1:3000/',
      'asks the application for //users',
      'location /api/ with proxy_pass http://127.0.0.1:3000/;',
    ],
    ['location /api/', 'http://unix:/run/app.sock:/', 'for /users', 'http://unix:/run/app.sock;'],
  ])('%s with proxy_pass %s', (location, to, says, fix) => {
    const found = nginx(asked('/api/users?page=2'), `${location} { proxy_pass ${to}; }`);
    expect(found).toMatchObject({
      summary: expect.stringContaining(says),
      fixes: [{ text: expect.stringContaining(fix) }, {}],
    });
  });

  it('is outside of what nginx hands on', () => {
    const found = nginx(
      asked('/users'),
      'location / { return 404; } location /api/ { proxy_pass http://127.0.0.1:3000; }',
    );
    expect(found).toMatchObject({
      summary: expect.stringContaining('what is below /api/, and this is not'),
      fixes: [{ text: '  http://10.77.0.1:8000/api/users' }, {}],
    });
  });

  it.each([
    ['the application that has / says so', 'location / { proxy_pass http://127.0.0.1:3001; }'],
    [
      'a named location takes it',
      'location / { try_files $uri @app; } location @app { proxy_pass http://a; }',
    ],
    ['a script may have taken it', 'location / { try_files $uri /index.php?$args; }'],
    ['it may be another path by now', 'location / { rewrite ^/(.*) /v1/$1 last; }'],
    ['it is handed on at times', 'location / { if ($cookie_beta) { proxy_pass http://a; } }'],
    ['nothing is handed on', 'location /api/ { return 200; }', '/.well-known/'],
  ])('is nowhere else: %s', (_, text, below = '/api/') => {
    const found = nginx(asked('/users'), `${text} location ${below} { proxy_pass http://127.0.0.1:1; }`);
    expect(found).toMatchObject({ summary: expect.not.stringContaining('hands on') });
  });

  const apache = (text: string) =>
    verdictOf(
      rule,
      heard(asked('/users'), {
        configuration: known(
          [{ path: '/etc/apache2/a.conf', text: `Listen 8000\n${text}\n`, modifiedAt: 0 }],
          'the test',
        ),
        sockets: known([listener('0.0.0.0', 8000)], 'the test'),
        owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
        processes: known([running(7, ['apache2', '-k', 'start'], { name: 'apache2' })], 'the test'),
      }),
      typed('http://10.77.0.1:8000/users'),
    );

  it.each(['', '\nProxyPass /users !'])('is outside of what Apache hands on%s', more =>
    expect(apache(`ProxyPass /api http://127.0.0.1:3000${more}`)).toMatchObject({
      fixes: [{ text: '  http://10.77.0.1:8000/api/users' }, {}],
    }),
  );

  it('is not below what Apache hands on for another site', () => {
    const site = (text: string) => `<VirtualHost *:8000>\n${text}\n</VirtualHost>\n`;
    const files = site('ServerName files.test\nDocumentRoot /srv');
    const shop = 'ServerName shop.test\nProxyPass /api http://127.0.0.1:3000';
    expect(apache(files + site(shop))).toMatchObject({ summary: expect.not.stringContaining('hands on') });
    expect(apache(site(shop) + files)).toMatchObject({ summary: expect.stringContaining('hands on') });
  });

  it('is not what Apache hands on for another site, or does not hand on', () => {
    const site = (text: string) => `<VirtualHost *:8000>\n${text}\n</VirtualHost>\n`;
    const pass = 'ProxyPass /users http://127.0.0.1:3000/';
    const others = site('ServerName files.test') + site(`ServerName shop.test\n${pass}`);
    for (const text of [others, `ProxyPass /users/ !\nProxyPass /users !\n${pass}`])
      expect(apache(text)).toMatchObject({ summary: expect.not.stringContaining('asks the application') });
    expect(apache(site(pass))).toMatchObject({ summary: expect.stringContaining('asks the application') });
  });

  it.each([
    'ProxyPass / http://127.0.0.1:3001/',
    '<Location />\nProxyPass http://127.0.0.1:3001/\n</Location>',
    'RewriteRule ^/(.*) http://127.0.0.1:3001/$1 [P]',
  ])('is what Apache may have handed on: %s', text =>
    expect(apache(`ProxyPass /api/ http://127.0.0.1:3000/\n${text}`)).toMatchObject({
      summary: expect.not.stringContaining('hands on'),
    }),
  );

  it.each([
    ['/api/', 'http://127.0.0.1:3000/', 'asks the application for /users', 'http://127.0.0.1:3000/api/'],
    ['"/api"', '"http://127.0.0.1:3000"', 'asks the application for /users', 'http://127.0.0.1:3000/api\n'],
    ['/api', 'http://127.0.0.1:3000/', 'for //users', 'ProxyPass /api/ http://127.0.0.1:3000/'],
    [
      '/api/',
      'http://127.0.0.1:3000/api/',
      'whole path on, /api/ included',
      'ProxyPass /api/ http://127.0.0.1:3000/\n',
    ],
  ])('ProxyPass %s %s of Apache', (prefix, to, says, fix) => {
    const text = `Listen 8000\nProxyPass ${prefix} ${to} retry=0\n`;
    const facts = heard(asked('/api/users'), {
      configuration: known([{ path: '/etc/apache2/a.conf', text, modifiedAt: 0 }], 'the test'),
      sockets: known([listener('0.0.0.0', 8000)], 'the test'),
      owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
      processes: known([running(7, ['apache2', '-k', 'start'], { name: 'apache2' })], 'the test'),
    });
    expect(verdictOf(rule, facts, typed('http://10.77.0.1:8000/api/users'))).toMatchObject({
      summary: expect.stringContaining(says),
      fixes: [{ text: expect.stringContaining(fix) }, {}],
    });
  });

  it.each([
    ['all paths', 'location / { proxy_pass http://127.0.0.1:3000; }'],
    ['a pattern', 'location ~ ^/api { proxy_pass http://127.0.0.1:3000; }'],
    ['a rewrite', 'location /api/ { rewrite ^/api(.*)$ $1 break; proxy_pass http://127.0.0.1:3000; }'],
    ['a variable', 'location /api/ { proxy_pass http://127.0.0.1:3000$request_uri; }'],
  ])('is not told of a location of %s', (_, text) => {
    expect(nginx(asked('/api/users'), text)).toMatchObject({ fixes: [{ title: 'Check the path' }] });
  });

  it('is told where the application redirects out of its prefix', () => {
    const found = nginx(
      [
        said({ path: '/api/users', http: answer(302, '', { location: '/login' }) }),
        said({ reason: 'redirect', path: '/login', http: answer(404) }),
      ],
      'root /srv; location /api/ { proxy_pass http://127.0.0.1:3000/; }',
    );
    expect(found).toMatchObject({
      summary: expect.stringContaining('redirects /api/users to /login, and nothing is there: 404'),
      fixes: [{ text: expect.stringContaining('proxy_redirect / /api/;') }, {}],
    });
  });

  it("is told by nginx's own log, of this request alone", () => {
    const line = (path: string) =>
      `2026/11/20 11:59:59 [error] 35#35: *1 open() "/srv/static${path}" failed (2: No such file or directory), client: 10.77.0.1, server: , request: "GET ${path} HTTP/1.1", host: "10.77.0.1:8000"`;
    expect(nginx(asked('/a.css'), 'root /srv/static;', [line('/a.css')])).toMatchObject({
      summary: expect.stringContaining('The file that it looked for is not there: /srv/static/a.css.'),
    });
    expect(nginx(asked('/a.css'), 'root /srv/static;', [line('/b.css')])).not.toMatchObject({
      summary: expect.stringContaining('looked for'),
    });
  });
});

it("names the applications that Tomcat's log tells of, unless one was asked", () => {
  const line =
    'INFO: Deployment of web application archive [/srv/tomcat/webapps/crm.war] has finished in [9] ms';
  const judged = (path: string, lines = [line], because: LogExcerpt['because'] = 'program') =>
    verdictOf(
      rule,
      heard([said({ path, http: answer(404) })], {
        logs: known([{ path: '/srv/out', modifiedAt: now, because, lines, pid: 7 }], ''),
      }),
      url,
    );
  expect(judged('/login?a=b')).toMatchObject({
    summary: expect.stringContaining('Tomcat serves /crm.'),
    fixes: [{ text: expect.stringContaining(':8000/crm/login?a=b') }, {}],
  });
  for (const other of [judged('/crm/login'), judged('/login', [line], 'caller-directory')])
    expect(other).not.toMatchObject({ summary: expect.stringContaining('Tomcat') });
  expect(judged('/login', [line.replace('crm', 'crm##2'), line.replace('crm', 'ROOT##2')])).toMatchObject({
    summary: expect.stringContaining('Tomcat serves /crm.'),
  });
});

describe('a 404 of an nginx that has no site for the name', () => {
  const named = typed('http://shop.test:8000/cart');
  const reply = [said({ name: 'shop.test:8000', path: '/cart', http: answer(404) })];
  const by = (text: string) =>
    heard(reply, {
      configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'the test'),
      sockets: known([listener('0.0.0.0', 8000)], 'the test'),
      owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
      processes: known([running(7, ['nginx: master process'], { name: 'nginx' })], 'the test'),
    });
  const summary = (text: string) => (verdictOf(rule, by(text), named) as { summary: string }).summary;

  it('says that the default one answers', () => {
    expect(summary('server { listen 8000 default_server; server_name _; root /srv; }')).toContain(
      'No site of nginx is set up for shop.test: the default one answers.',
    );
  });

  it.each([
    ['the name is set up', 'server { listen 8000; server_name shop.test; root /srv; }'],
    ['an application answers', 'server { listen 8000; location / { proxy_pass http://127.0.0.1:1; } }'],
  ])('does not where %s', (_, text) => expect(summary(text)).not.toContain('No site'));
});

it('says which of several applications behind a proxy has nothing at the path', () => {
  const missing = said({ path: '/new', http: answer(404) });
  const own = (at: number, status: number) =>
    upstreamState(
      { port: at, text: `server 127.0.0.1:${at}` },
      { probes: [attempt([said({ http: answer(status) })], { because: 'upstream' })] },
    );
  const again = { asked: 8, failed: Array(4).fill(missing) };
  const upstreams = known(
    { proxy: 'nginx', upstreams: [own(3001, 200), own(3002, 404)], logged: null, again },
    'the test',
  );
  expect(verdictOf(rule, heard([said({ path: '/new' })], { upstreams }), url)).toMatchObject({
    severity: 'error',
    byLuck: true,
    outcome: 'ok',
    summary: expect.stringMatching(/of 8 requests 4 failed.*127\.0\.0\.1:3002 has nothing at \/new/),
    fixes: [{ text: expect.stringContaining('netcheck bg 3002') }],
  });
  expect(verdictOf(rule, heard([said({ path: '/new' })], { upstreams }), port)).toMatchObject({
    severity: 'note',
  });
});

describe('a server that was told to put a prefix before all its paths', () => {
  const verdict = (
    words: string,
    path: string,
    root: number,
    ...files: readonly (readonly [path: string, text: string])[]
  ) =>
    verdictOf(
      rule,
      {
        ...heard([said({ path, http: answer(404) }), said({ reason: 'root', http: answer(root) })]),
        owners: known({ pidsByInode: { 13000: [42] }, hidden: [] }, ''),
        sockets: known([listener('0.0.0.0', 8000)], ''),
        processes: known([running(42, words.split(' '))], ''),
        configuration: known(
          files.map(([at, text]) => ({ path: at, text, modifiedAt: 0 })),
          '',
        ),
      },
      url,
    );

  it.each([
    ['streamlit run app.py --server.baseUrlPath app', '/', '/app/'],
    ['jupyter-lab --ServerApp.base_url=/user/ana/', '/lab', '/user/ana/lab'],
    ['java -Dserver.servlet.context-path=/shop -jar shop.jar', '/', '/shop/'],
    ['hugo server --baseURL http://localhost/docs/', '/', '/docs/'],
  ])('is named by its command: %s', (words, path, below) =>
    expect(JSON.stringify(verdict(words, path, 404))).toContain(`:8000${below}"`),
  );

  it.each([
    ['java -jar shop.jar', '/srv/application.properties', 'server.servlet.context-path=/shop'],
    ['node /srv/node_modules/.bin/vite', '/srv/vite.config.js', "export default {\n  base: '/shop/',\n}"],
    ['node /srv/node_modules/.bin/next dev', '/srv/next.config.js', "module.exports = { basePath: '/shop' }"],
  ])('%s is named by %s', (words, path, text) =>
    expect(JSON.stringify(verdict(words, '/', 404, [path, text]))).toContain(':8000/shop/"'),
  );

  it.each([
    ['node api.js', '/srv/vite.config.js', "export default {\n  base: '/shop/',\n}"],
    ['node /srv/node_modules/.bin/vite', '/srv/vite.config.js', "// export default { base: '/shop/' }"],
    ['node /srv/node_modules/.bin/vite', '/srv/vite.config.js', "export default {} // { base: '/shop/' }"],
    ['node /srv/node_modules/.bin/vite', '/srv/vite.config.js', '\n'.repeat(60_000)],
    ['java -jar shop.jar', '/srv/application.properties', 'management.server.servlet.context-path=/shop'],
  ])('%s has nothing of %s', (words, path, text) =>
    expect(JSON.stringify(verdict(words, '/', 404, [path, text]))).not.toContain('told to serve'),
  );

  it.each([
    ['streamlit run app.py --server.baseUrlPath app', '/app/x'],
    ['streamlit run app.py --server.baseUrlPath app', '/app?x=1'],
    ['java -Dcatalina.base=/var/lib/tomcat10 org.apache.catalina.startup.Bootstrap start', '/'],
    ['proxy --base-url https://api.test/v1', '/'],
    ['proxy --base-url /', '/'],
  ])('is not named where it is there, or is none: %s, asked for %s', (words, path) =>
    expect(JSON.stringify(verdict(words, path, 404))).not.toContain('told to serve'),
  );

  it('is not named where a page is at the root', () => {
    const words = 'shop --base-path /api';
    expect(JSON.stringify(verdict(words, '/about', 302))).toContain('told to serve');
    expect(JSON.stringify(verdict(words, '/about', 200))).not.toContain('told to serve');
  });
});

it.each([
  [200, 'http://10.77.0.1:8000/app/ does answer'],
  [301, 'http://10.77.0.1:8000/ does answer'],
  [404, 'http://10.77.0.1:8000/ does answer'],
])('names the path with a slash at the end where that answers by itself: %d', (status, words) => {
  const found = verdictOf(
    rule,
    heard([
      said({ http: answer(404), path: '/app' }),
      said({ reason: 'root', path: '/' }),
      said({ reason: 'slash', path: '/app/', http: answer(status, '', { location: '/app' }) }),
    ]),
    url,
  );
  expect(found).toMatchObject({ summary: expect.stringContaining(words) });
});

it('has nothing else to say of a path that lacks a slash, or has one too many', () => {
  const { fixes } = verdictOf(
    rule,
    heard([
      said({ http: answer(404, 'The requested URL was not found on the server'), path: '/users/' }),
      said({ reason: 'slash', path: '/users' }),
    ]),
    url,
  ) as Finding;
  expect(fixes.map(({ title }) => title)).toEqual(['Ask where it does answer']);
});

describe('a web server whose file was changed since it read that', () => {
  const named = typed('http://shop.test:8000/cart');
  const page = '<html><center><h1>404 Not Found</h1></center><hr><center>nginx/1.22.1</center></html>';
  const site = 'server { listen 8000; server_name shop.test; root /srv; }';
  const asked = (body: string) => said({ name: 'shop.test:8000', path: '/cart', http: answer(404, body) });
  const madeUp = (body: string) => said({ reason: 'made-up-name', path: '/cart', http: answer(404, body) });
  const judged = (modifiedAt: number, text = site, body = page, ...more: readonly Conversation[]) =>
    verdictOf(rule, heard([asked(body), ...more], nginxOn8000(text, modifiedAt)), named);

  const passed = 'server { listen 8000; location /cart { proxy_pass http://127.0.0.1:1; } }';

  it('has it read that again', () => {
    expect(judged(6_000_000)).toMatchObject({
      summary: expect.stringContaining(
        'shop.conf decides on this request, and was changed after nginx read it.',
      ),
      fixes: [{ steps: [{ do: 'run', command: 'kill -HUP 7' }] }, {}],
    });
    expect(judged(6_000_000, site, 'no shop', madeUp('no shop'))).toMatchObject({
      fixes: [{ steps: [{ command: 'kill -HUP 7' }] }, {}],
    });
    expect(judged(6_000_000, passed)).toMatchObject({ fixes: [{ steps: [{ command: 'kill -HUP 7' }] }, {}] });
  });

  it('does not know whether an application answers behind Apache', () => {
    const text =
      '<VirtualHost *:8000>\nServerName shop.test\nProxyPass / http://127.0.0.1:1/\n</VirtualHost>';
    const apache = running(7, ['/usr/sbin/apache2'], { name: 'apache2', startedAt: 1_000_000 });
    const facts = { ...nginxOn8000(text, 6_000_000), processes: known([apache], 'the test') };
    const found = verdictOf(rule, heard([asked('no shop'), madeUp('no shop')], facts), named);
    expect((found as { summary: string }).summary).not.toContain('decides on this request');
  });

  it.each([
    ['that has been reloaded since', judged(4_000_000)],
    ['behind which an application answers', judged(6_000_000, site, 'no such page')],
    ['that is asked for an application by any name', judged(6_000_000, passed, 'none', madeUp('none'))],
    ['which answers another name otherwise', judged(6_000_000, site, 'none here', madeUp('no shop'))],
  ])('leaves one alone %s', (_, found) => {
    expect((found as { summary: string }).summary).not.toContain('decides on this request');
  });
});
