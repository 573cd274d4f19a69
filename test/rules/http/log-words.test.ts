import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as forbidden } from '../../../src/rules/http/forbidden.js';
import { ownLogs } from '../../../src/rules/http/log-words.js';
import { rule as overloaded } from '../../../src/rules/http/overloaded.js';
import { rule as failing } from '../../../src/rules/http/server-error.js';
import { verdictOf } from '../../support/ground.js';
import { running } from '../../support/healthy.js';
import { answer, heard, now, said, url } from '../../support/talks.js';

const log = (line: string, modifiedAt = now) => ({
  logs: known(
    [
      {
        path: '/var/log/error.log',
        modifiedAt,
        because: 'program' as const,
        pid: null,
        lines: [line, 'GET /'],
      },
    ],
    'the test',
  ),
});

it.each([
  ['[authz_core:error] AH01630: client denied by server configuration: /srv/www/', 'Require'],
  ['[error] 7#7: *1 directory index of "/srv/" is forbidden, client: 10.0.0.2', 'no index file'],
  ['[error] 7#7: *1 access forbidden by rule, client: 10.0.0.2', 'deny'],
  ['[error] 7#7: *1 open() "/srv/x" failed (13: Permission denied), client: 10.0.0.2', 'may not read'],
  [
    '[error] 7#7: *1 open() "/etc/nginx/.htpasswd" failed (2: No such file or directory), client: 10.0.0.2',
    'passwords is not there: /etc/nginx/.htpasswd.',
  ],
  ['[core:error] AH00037: Symbolic link not allowed or link target not accessible: /srv/new', 'link'],
  ['ModSecurity: Access denied with code 403 (phase 2). Pattern match [id "942100"]', 'ModSecurity'],
])('403: %s', (line, words) => {
  const verdict = verdictOf(forbidden, heard([said({ http: answer(403) })], log(line)), url);
  expect(verdict).toMatchObject({ summary: expect.stringContaining(words) });
});

it('403: no file of passwords is an error_page that is missing', () => {
  const line =
    '[error] 7#7: *1 open() "/srv/users/403.html" failed (2: No such file or directory), client: 10.0.0.2';
  const verdict = verdictOf(forbidden, heard([said({ http: answer(403) })], log(line)), url);
  expect(verdict).not.toMatchObject({ summary: expect.stringContaining('by its log') });
});

it('403: not by what the log says of another page', () => {
  const of = (page: string) =>
    `[error] 7#7: *1 access forbidden by rule, client: 10.0.0.2, request: "GET ${page} HTTP/1.1"`;
  const summary = expect.stringContaining('deny');
  const verdict = (page: string) =>
    verdictOf(forbidden, heard([said({ http: answer(403), path: '/' })], log(of(page))), url);
  expect(verdict('/')).toMatchObject({ summary });
  expect(verdict('/.git/config')).not.toMatchObject({ summary });
});

it.each([
  ["AH01144: No protocol handler was valid for the URL / (scheme 'http')", 'no module'],
  ['AH00961: https: failed to enable ssl support for 127.0.0.1:9443', 'SSLProxyEngine'],
  ['AH00898: DNS lookup failure for: 127.0.0.1:3000users returned by /users', 'slash'],
  ["/srv/.htaccess: Invalid command 'RewriteEngine', perhaps misspelled", 'not loaded'],
  [
    '[alert] 7#7: *1018 512 worker_connections are not enough while connecting to upstream, client: 127.0.0.1',
    'in a circle',
  ],
  ['[error] 7#7: *3 auth request unexpected status: 502 while sending to client', 'auth_request'],
  ["[cgid:error] malformed header from script 'a.sh': Bad header: hello", 'CGI script'],
  [
    '[crit] 3#3: *2 open() "/etc/nginx/passwd" failed (13: Permission denied), client: 10.0.0.2',
    "may not read the file of the users' passwords: /etc/nginx/passwd.",
  ],
  [
    '(2)No such file or directory: [client 10.0.0.2:1] AH01620: Could not open password file: /etc/a',
    'is not there: /etc/a.',
  ],
  [
    '(13)Permission denied: [client 10.0.0.2:1] AH01620: Could not open password file: /etc/b',
    "may not read the file of the users' passwords: /etc/b.",
  ],
  ['[crit] 3#3: *2 open() "/etc/nginx/ht" failed (13: Permission denied), client: 10.0.0.2', 'may not read'],
])('500: %s', (line, words) => {
  const verdict = (modifiedAt = now) =>
    verdictOf(failing, heard([said({ http: answer(500) })], log(line, modifiedAt)), url);
  expect(verdict()).toMatchObject({ summary: expect.stringContaining(words) });
  expect(verdict(now - 7_200_000)).not.toMatchObject({ summary: expect.stringContaining(words) });
});

it('is of whoever answers, its output first, and not of the folder where somebody asks', () => {
  const at = (path: string, because: 'caller-directory' | 'process-directory' | 'process-output') => ({
    path,
    modifiedAt: now,
    because,
    pid: null,
    lines: ['TypeError: x'],
  });
  const logs = [
    at('/home/ana/npm.log', 'caller-directory'),
    at('/srv/shop/old.log', 'caller-directory'),
    at('/srv/shop/out.log', 'caller-directory'),
    at('/var/log/shop.log', 'process-output'),
  ];
  const holder = running(42, ['python3', 'app.py'], { directory: '/srv/shop', output: '/srv/shop/out.log' });
  expect(ownLogs(logs, [holder]).map(({ path }) => path)).toEqual([
    '/srv/shop/out.log',
    '/var/log/shop.log',
    '/srv/shop/old.log',
  ]);
  const stranger = verdictOf(
    failing,
    heard([said({ http: answer(500) })], { logs: known(logs.slice(0, 1), 'the test') }),
    url,
  );
  expect(JSON.stringify(stranger)).not.toContain('npm.log');
});

it.each([
  ['limiting requests, excess: 0.989 by zone "shop", client: 10.0.0.2', 0, ', for nginx takes requests'],
  ['limiting connections by zone "shop", client: 10.0.0.2', 0, 'limit_conn of zone shop allows: 503'],
  // Of another page, of a while ago, or only counted.
  ['limiting connections by zone "shop", request: "GET /other HTTP/1.1"', 0, 'overloaded, or down'],
  ['limiting connections by zone "shop", client: 10.0.0.2', 60_000, 'overloaded, or down'],
  ['limiting requests, dry run, excess: 0.9 by zone "shop", client: 10.0.0.2', 0, 'overloaded, or down'],
  ['delaying request, excess: 0.9, by zone "shop", client: 10.0.0.2', 0, 'overloaded, or down'],
])('503: %s, %d ms ago', (line, ago, words) => {
  const facts = heard([said({ http: answer(503) })], log(`[error] 7#7: *1 ${line}`, now - ago));
  expect(verdictOf(overloaded, facts, url)).toMatchObject({ summary: expect.stringContaining(words) });
});
