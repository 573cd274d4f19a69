import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/server-error.js';
import type { Finding } from '../../../src/rules/rule.js';
import { verdictOf } from '../../support/ground.js';
import { answer, attempt, heard, port, said, url } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

describe('http/server-error', () => {
  it.each([
    ['500', url, [said({ http: answer(500) })], { severity: 'error' }],
    ['502', url, [said({ http: answer(502) })], { severity: 'error' }],
    ['504', url, [said({ http: answer(504) })], { severity: 'error' }],
    [
      '502 that an application gives by itself',
      url,
      [said({ http: answer(502, 'no payment today', { server: 'Werkzeug/2.2.2 Python/3.11.2' }) })],
      { severity: 'error', summary: expect.stringContaining('something it asks in its turn') },
    ],
    [
      '501',
      url,
      [said({ http: answer(501) })],
      { severity: 'error', summary: expect.stringContaining('method GET') },
    ],
    ['where a port was asked', port, [said({ http: answer(500) })], { severity: 'warning', outcome: 'ok' }],
    [
      'at the end of a redirect',
      url,
      [
        said({ http: answer(302, '', { location: '/x' }) }),
        said({ reason: 'redirect', path: '/x', http: answer(500) }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['200', url, [said()]],
    ['a redirect that ends well', url, [said({ http: answer(500) }), said({ reason: 'redirect' })]],
    ['400', url, [said({ http: answer(400) })]],
    ['a method that it does not know, where a port was asked', port, [said({ http: answer(501) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );

  it.each([
    ['an error at a path that it failed', '/', { severity: 'error', outcome: 'http-error' }],
    ['a warning at others', '/big.bin', { severity: 'warning', outcome: 'ok' }],
  ])('is a proxy that cannot hold large answers back: %s', (_, path, expected) => {
    const spool = {
      log: '/log',
      line: 'open() …',
      folder: '/tmp/p',
      denied: '/tmp',
      user: 'nobody',
      paths: [path],
    };
    const upstreams = known({ proxy: null, upstreams: [], logged: null, spool }, 'the test');
    const found = verdictOf(rule, { ...heard([said()]), upstreams }, url);
    expect(found).toMatchObject(expected);
    expect(found).toMatchObject({ fixes: [{ needsRoot: true }] });
  });

  it.each([
    ['/tmp', 'chmod o+x /tmp && mkdir -p /tmp/p && chown -R nobody /tmp/p'],
    ['/tmp/p/1/00', 'mkdir -p /tmp/p && chown -R nobody /tmp/p'],
    ['/tmp/p', 'mkdir -p /tmp/p && chown -R nobody /tmp/p'],
    ['/tmp/parent', 'chmod o+x /tmp/parent && mkdir -p /tmp/p && chown -R nobody /tmp/p'],
  ])('gives its user the whole folder, where %s is denied', (denied, command) => {
    const spool = { log: '/log', line: 'open() …', folder: '/tmp/p', denied, user: 'nobody', paths: ['/'] };
    const upstreams = known({ proxy: null, upstreams: [], logged: null, spool }, 'the test');
    const found = verdictOf(rule, { ...heard([said()]), upstreams }, url);
    const risk = command.startsWith('chmod')
      ? `Every user of this machine may then pass ${denied}.`
      : undefined;
    expect(found).toMatchObject({ fixes: [{ steps: [{ command }] }] });
    expect((found as Finding).fixes[0]?.risk).toBe(risk);
  });
});

it('says how many requests one of several upstreams fails by itself', () => {
  const failure = said({ http: answer(500) });
  const own = (port: number, status: number) =>
    upstreamState(
      { port, text: `server 127.0.0.1:${port}` },
      { probes: [attempt([said({ http: answer(status) })], { because: 'upstream' })] },
    );
  const upstreams = known(
    {
      proxy: 'nginx',
      upstreams: [own(3001, 200), own(3002, 500)],
      logged: null,
      again: { asked: 8, failed: Array(4).fill(failure) },
    },
    'the test',
  );
  expect(verdictOf(rule, heard([said()], { upstreams }), url)).toMatchObject({
    severity: 'error',
    byLuck: true,
    outcome: 'ok',
    summary: expect.stringMatching(/of 8 requests 4 failed.*127\.0\.0\.1:3002 behind the proxy/),
    fixes: [{ text: expect.stringContaining('\n  netcheck bg 3002') }],
  });
  expect(verdictOf(rule, heard([said()], { upstreams }), port)).toMatchObject({ severity: 'warning' });
});

it("takes the proxy's log, that tells of no error, for none of the application behind it", () => {
  const log = { path: '/var/log/lighttpd/error.log', modifiedAt: 0, because: 'program' as const, pid: 42 };
  const failure = said({ http: answer(500, 'oops', { server: 'Werkzeug/2.2.2' }) });
  const of = (upstreams: readonly ReturnType<typeof upstreamState>[], line = 'server started') =>
    verdictOf(
      rule,
      heard([failure], {
        upstreams: known({ proxy: 'lighttpd', upstreams, logged: null }, 'the test'),
        logs: known([{ ...log, lines: [line] }], 'the test'),
      }),
      url,
    );
  const behind = upstreamState({ port: 3000 }, { probes: [attempt([failure], { because: 'upstream' })] });
  expect(of([])).toMatchObject({ summary: expect.stringContaining(log.path) });
  expect(of([behind])).toMatchObject({
    summary: expect.stringMatching(/behind the proxy, fails: 500[^.]*\.$/),
    fixes: [{ text: expect.stringContaining('netcheck bg 3000') }],
  });
  expect(of([behind], 'Error: no table')).toMatchObject({ summary: expect.stringContaining('no table') });
});

it('quotes an error that its framework indents, and none of what stands below it', () => {
  const lines = [
    '',
    '  Error: boom',
    '      at /srv/app.js:3:61',
    '      at Object.callback (/srv/koa.js:1:1)',
  ];
  const log = { path: '/srv/nohup.out', because: 'process-output' as const, pid: 42, lines, modifiedAt: 0 };
  const facts = heard([said({ http: answer(500) })], { logs: known([log], 'the test') });
  expect(verdictOf(rule, facts, url)).toMatchObject({
    summary: expect.stringContaining('the last error there: Error: boom.'),
  });
});

it('quotes what a traceback ends with, whatever its name', () => {
  const lines = [
    'ERROR in app: Exception on / [GET]',
    'Traceback (most recent call last):',
    '  File "/srv/app.py", line 4, in hello',
    'jinja2.exceptions.TemplateNotFound: index.html',
    '127.0.0.1 - - [23/Nov/2026 22:47:04] "GET / HTTP/1.1" 500 -',
  ];
  const log = { path: '/srv/nohup.out', because: 'process-output' as const, pid: 42, lines, modifiedAt: 0 };
  const facts = heard([said({ http: answer(500) })], { logs: known([log], 'the test') });
  expect(verdictOf(rule, facts, url)).toMatchObject({
    summary: expect.stringContaining('the last error there: jinja2.exceptions.TemplateNotFound: index.html.'),
  });
});

it('says what helps against the error in its log, where that is known', () => {
  const lines = ['django.db.utils.OperationalError: no such table: auth_user'];
  const log = { path: '/srv/nohup.out', because: 'process-output' as const, pid: 42, lines, modifiedAt: 0 };
  const facts = heard([said({ http: answer(500) })], { logs: known([log], 'the test') });
  expect(verdictOf(rule, facts, url)).toMatchObject({
    fixes: [{ text: expect.stringMatching(/^ {2}tail .*\n.*manage\.py migrate/) }],
  });
});

it('names what the application had no connection to, by its log', () => {
  const lines = ['TypeError: fetch failed', '  [cause]: Error: connect ECONNREFUSED 127.0.0.1:5432'];
  const log = { path: '/srv/nohup.out', because: 'process-output' as const, pid: 42, lines, modifiedAt: 0 };
  const logs = known([log], 'the test');
  expect(verdictOf(rule, heard([said({ http: answer(500) })], { logs }), url)).toMatchObject({
    summary: expect.stringContaining('It had no connection to 127.0.0.1:5432 (postgresql).'),
    fixes: [{ text: '  netcheck why 127.0.0.1:5432' }, {}],
  });
});
