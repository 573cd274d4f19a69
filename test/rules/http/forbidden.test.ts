import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/forbidden.js';
import { rule as missing } from '../../../src/rules/http/not-found.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, fromLanByNginx, heard, nginxOn8000, port, said, url } from '../../support/talks.js';

describe('http/forbidden', () => {
  it.each([
    ['403', url, [said({ http: answer(403) })], { severity: 'error' }],
    ['451', url, [said({ http: answer(451) })], { severity: 'error' }],
    ['where a port was asked', port, [said({ http: answer(403) })], { severity: 'note', outcome: 'ok' }],
    [
      'at the end of a redirect',
      url,
      [
        said({ http: answer(302, '', { location: '/x' }) }),
        said({ reason: 'redirect', path: '/x', http: answer(403) }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['200', url, [said()]],
    ['a redirect that ends well', url, [said({ http: answer(403) }), said({ reason: 'redirect' })]],
    ['400', url, [said({ http: answer(400) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

it('knows what Keycloak wants of clients without TLS', () => {
  const page = '<h1>We are sorry...</h1><p class="instruction">HTTPS required</p>';
  const found = verdictOf(rule, heard([said({ http: answer(403, page) })]), url);
  expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('KC_PROXY_HEADERS') }, {}] });
});

it.each([
  [
    'By default the Manager is only accessible from a browser running on the\nsame machine as Tomcat.',
    'context.xml',
  ],
  ["see the 'rpc-whitelist' and 'rpc-whitelist-enabled' entries", 'settings.json'],
])('takes the way in from a page that tells of it: %s', (page, told) => {
  const found = verdictOf(rule, heard([said({ http: answer(403, page) })]), url);
  expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining(told) }, {}] });
});

it.each([
  ['', '/', 'Forbidden', true],
  [', unless the page is its own', '/', '403 Forbidden nginx', false],
  [', and not to that of another path', '/api', 'Forbidden', false],
])('leads to the application that a proxy hands the page on to%s', (_, location, page, leads) => {
  const text = `server { listen 8000; location ${location} { proxy_pass http://127.0.0.1:3000; } }`;
  const first = said({ path: '/admin', http: answer(403, page, { server: 'nginx' }) });
  const told = JSON.stringify(verdictOf(rule, heard([first], nginxOn8000(text, 0)), url));
  expect(told.includes('netcheck why http://127.0.0.1:3000/admin')).toBe(leads);
});

it('tells of the index that lighttpd misses in a folder', () => {
  const at = (path: string) =>
    JSON.stringify(
      verdictOf(rule, heard([said({ path, http: answer(403, '', { server: 'lighttpd/1.4.69' }) })]), url),
    );
  expect(at('/pics/')).toContain('index-file.names');
  expect(at('/a.html')).not.toContain('index-file.names');
});

it('knows the words of PHP-FPM for a file whose name does not end in .php', () => {
  const found = verdictOf(rule, heard([said({ http: answer(403, 'Access denied.\n') })]), url);
  expect(found).toMatchObject({
    fixes: [{ text: expect.stringContaining('security.limit_extensions') }, {}],
  });
});

describe('rules about addresses', () => {
  const asked = (rules: string, status: number) => {
    const { facts, question } = fromLanByNginx(rules, status);
    return verdictOf(rule, facts, question);
  };

  it('keep others out whom they do not name', () =>
    expect(asked('allow 10.77.0.1; deny all;', 200)).toMatchObject({
      severity: 'error',
      // That says that nothing here keeps them out.
      explains: ['cloud/outside-this-machine'],
    }));
  it('are told of where the port alone is asked about, which answers all the same', () => {
    const { facts, question } = fromLanByNginx('allow 10.77.0.1; deny all;', 200);
    const byPort = { ...question, target: port.target };
    expect(verdictOf(rule, facts, byPort)).toMatchObject({
      severity: 'note',
      outcome: 'ok',
      summary: expect.stringContaining('forbids the path / to clients'),
    });
  });
  it('are told of by what they do where others get no answer', () =>
    expect(asked('if ($remote_addr != 10.77.0.1) { return 444; }', 200)).toMatchObject({
      summary: expect.stringContaining('gives no answer'),
      outcome: 'no-answer',
    }));
  it('are named where they keep this machine out, and no log tells', () => {
    const { facts, question } = fromLanByNginx('allow 10.0.0.9; deny all;', 403);
    const self = { ...question, vantage: { ...question.vantage, kind: 'self' as const } };
    expect(verdictOf(rule, facts, self)).toMatchObject({
      severity: 'error',
      evidence: expect.arrayContaining([expect.objectContaining({ says: 'deny all decides for 10.77.0.1' })]),
    });
  });
  it('say nothing of what this machine got though they keep it out too', () =>
    expect(asked('deny all;', 301)).toBe('ruled-out'));
  it('count where they kept this machine out', () =>
    expect(asked('deny all;', 403)).toMatchObject({ severity: 'error' }));

  it.each([
    ['allow 10.77.0.2; deny all;', true, 'has no index', 'ruled-out'],
    ['allow 10.77.0.2; deny all;', false, 'ruled-out', 'there is no /srv/x/'],
    ['allow 10.77.0.0/16; deny all;', true, 'The server answers, and forbids', 'ruled-out'],
  ])('let in by %s whom nothing is there for', (rules, isFolder, forbidden, notFound) => {
    const { facts, question } = fromLanByNginx(rules, 403);
    const upstreams = known(
      { proxy: null, upstreams: [], logged: null, absent: { path: '/srv/x/', isFolder } },
      '',
    );
    const of = (one: typeof rule | typeof missing) => {
      const found = verdictOf(one, { ...facts, upstreams }, question);
      return typeof found === 'object' && 'summary' in found ? found.summary : found;
    };
    expect(of(rule)).toContain(forbidden);
    expect(of(missing)).toContain(notFound);
  });
});

describe('a page that may not be read', () => {
  const closedAt = (path: string, right: 'r' | 'x') => ({
    log: '/log',
    line: 'failed (13: Permission denied)',
    file: '/srv/a.html',
    user: 'www-data',
    closed: [
      { path, right, change: `o+${right}` },
      { path: '/srv/b', right: 'r' as const, change: 'g+r' },
    ],
  });
  const judged = (
    path: string,
    right: 'r' | 'x',
    status = 403,
    judge: typeof rule | typeof missing = rule,
  ) => {
    const upstreams = { proxy: null, upstreams: [], logged: null, unreadable: closedAt(path, right) };
    return verdictOf(
      judge,
      heard([said({ http: answer(status) })], { upstreams: known(upstreams, '/log') }),
      url,
    );
  };
  it('is opened step by step', () =>
    expect(judged('/srv', 'x')).toMatchObject({
      summary: expect.stringContaining('www-data may not enter /srv on the way to /srv/a.html'),
      fixes: [
        {
          needsRoot: true,
          steps: [
            { do: 'run', command: 'chmod o+x /srv' },
            { do: 'run', command: 'chmod g+r /srv/b' },
          ],
        },
      ],
    }));
  it('is closed to whom the rules about addresses let in, too', () => {
    const { facts, question } = fromLanByNginx('allow 10.77.0.2; deny all;', 403);
    const upstreams = { proxy: null, upstreams: [], logged: null, unreadable: closedAt('/srv', 'x') };
    expect(verdictOf(rule, { ...facts, upstreams: known(upstreams, '/log') }, question)).toMatchObject({
      severity: 'error',
      fixes: [{ title: 'Let www-data read it' }],
    });
  });
  it.each(['/root', '/srv/.ssh'])('is left closed where it is private: %s', path => {
    const [fix] = (judged(path, 'x') as { fixes: readonly { steps?: unknown }[] }).fixes;
    expect(fix?.steps).toBeUndefined();
  });
  it('is called missing by try_files', () =>
    expect(judged('/srv/a.html', 'r', 404, missing)).toMatchObject({
      summary: expect.stringContaining('www-data may not read /srv/a.html, and takes it for missing'),
      fixes: [{ steps: expect.anything() }, {}],
    }));
});

it('has a WebSocket asked for as a page does first where no log says more', () => {
  const facts = heard([said({ http: answer(403), upgrade: true })]);
  const unreadable = {
    log: '/log',
    line: 'failed (13: Permission denied)',
    file: '/srv/a.html',
    user: 'www-data',
    closed: [{ path: '/srv', right: 'x', change: 'o+x' }],
  };
  const passing = { proxy: null, upstreams: [], logged: null, unreadable };
  const logged = { ...facts, upstreams: known(passing as never, '') };
  const first = { text: expect.stringContaining('--origin') };
  expect(verdictOf(rule, facts, url)).toMatchObject({ fixes: [first, {}] });
  expect(verdictOf(rule, logged, url)).not.toMatchObject({ fixes: [first, {}] });
});

it.each([
  ['403 where an address was asked for', 403, 'server_name shop.test;', rule, /http:\/\/shop\.test:8000/],
  ['404 there', 404, 'server_name ~^shop;', missing, /http:\/\/NAME:8000/],
])('names another site: %s', (_, status, named, by, expected) => {
  const listening = listener('0.0.0.0', 8000);
  const text = `http { server { listen 8000 default_server; return ${status}; } server { listen 8000; ${named} } }`;
  const facts = {
    ...heard([said({ http: answer(status, '') })]),
    sockets: known([listening], 'sock_diag'),
    owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
    processes: known([running(42, ['nginx'])], '/proc'),
    configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'nginx'),
  };
  expect(verdictOf(by, facts, { ...url, local: true })).toMatchObject({
    fixes: expect.arrayContaining([
      expect.objectContaining({ title: 'Ask by the name of a site', text: expect.stringMatching(expected) }),
    ]),
  });
});
