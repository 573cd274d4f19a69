import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as forbidden } from '../../../src/rules/http/forbidden.js';
import { rule as failing } from '../../../src/rules/http/server-error.js';
import { verdictOf } from '../../support/ground.js';
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
])('403: %s', (line, words) => {
  const verdict = verdictOf(forbidden, heard([said({ http: answer(403) })], log(line)), url);
  expect(verdict).toMatchObject({ summary: expect.stringContaining(words) });
});

it.each([
  ["AH01144: No protocol handler was valid for the URL / (scheme 'http')", 'no module'],
  ['AH00898: DNS lookup failure for: 127.0.0.1:3000users returned by /users', 'slash'],
  ["/srv/.htaccess: Invalid command 'RewriteEngine', perhaps misspelled", 'not loaded'],
  ['[error] 7#7: *3 auth request unexpected status: 502 while sending to client', 'auth_request'],
])('500: %s', (line, words) => {
  const verdict = (modifiedAt = now) =>
    verdictOf(failing, heard([said({ http: answer(500) })], log(line, modifiedAt)), url);
  expect(verdict()).toMatchObject({ summary: expect.stringContaining(words) });
  expect(verdict(now - 7_200_000)).not.toMatchObject({ summary: expect.stringContaining(words) });
});
