import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/overloaded.js';
import { verdictOf } from '../../support/ground.js';
import { answer, attempt, fromLanByNginx, heard, nginxOn8000, port, said, url } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

describe('http/overloaded', () => {
  it.each([
    ['503', url, [said({ http: answer(503) })], { severity: 'error' }],
    ['429', url, [said({ http: answer(429) })], { severity: 'error' }],
    ['where a port was asked', port, [said({ http: answer(503) })], { severity: 'warning', outcome: 'ok' }],
    [
      'at the end of a redirect',
      url,
      [
        said({ http: answer(302, '', { location: '/x' }) }),
        said({ reason: 'redirect', path: '/x', http: answer(503) }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['200', url, [said()]],
    ['a redirect that ends well', url, [said({ http: answer(503) }), said({ reason: 'redirect' })]],
    ['400', url, [said({ http: answer(400) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

describe('http/overloaded for others alone', () => {
  const asked = (rules: string, status: number) => {
    const { facts, question } = fromLanByNginx(rules, status);
    return verdictOf(rule, facts, question);
  };

  it('is maintenance that lets this machine in', () =>
    expect(asked('if ($remote_addr != 10.77.0.1) { return 503; }', 200)).toMatchObject({
      severity: 'error',
      outcome: 'http-error',
    }));
  it.each(['if ($remote_addr != 10.77.0.1) { return 403; }', 'if ($remote_addr = 10.9.9.9) { return 503; }'])(
    'is not %s',
    rules => expect(asked(rules, 200)).toBe('ruled-out'),
  );
  it('is not what this machine is let through as well, by a redirect', () =>
    expect(asked('if ($remote_addr != 10.9.9.9) { return 503; }', 301)).toBe('ruled-out'));
});

describe('http/overloaded by a line of nginx', () => {
  const page = '<hr><center>nginx/1.22.1</center>';
  const asked = (text: string, body: string, upstreams = [upstreamState()]) => {
    const talk = [said({ http: answer(503, body, { server: 'nginx' }), port: 8000 })];
    const passing = { proxy: 'nginx', upstreams, logged: null };
    const facts = heard(talk, { ...nginxOn8000(text, 0), upstreams: known(passing, 'the test') });
    return verdictOf(rule, facts, url);
  };
  const line = 'server { listen 8000; if (-f /srv/closed) { return 503; } }';

  it.each([
    [line, page, [], 'return 503.'],
    [line, 'back at noon', [], 'return 503.'],
    [line, page, undefined, 'return 503.'],
    // The application may have said so, with the line unmet.
    [line, 'back at noon', undefined, 'down for maintenance'],
    ['server { listen 8000; location /x { return 503; } }', page, [], 'down for maintenance'],
  ])('%s and "%s" behind %j', (text, body, upstreams, words) =>
    expect(asked(text, body, upstreams)).toMatchObject({
      summary: expect.stringContaining(words.replace('.', ': 503')),
    }),
  );
});

it.each([
  ['an upstream that is down for maintenance', 'back at noon', { severity: 'error', byLuck: true }],
  ['no limit of the proxy on quick requests', 'slow down', 'ruled-out'],
])('is %s, of several', (_, says, expected) => {
  const busy = attempt([said({ http: answer(503, 'back at noon') })], { because: 'upstream' });
  const upstreams = known(
    {
      proxy: 'nginx',
      upstreams: [upstreamState({}, { probes: [busy] })],
      logged: null,
      again: { asked: 8, failed: [said({ http: answer(503, says) })] },
    },
    'the test',
  );
  const found = verdictOf(rule, heard([said()], { upstreams }), url);
  if (typeof expected === 'string') expect(found).toBe(expected);
  else expect(found).toMatchObject(expected);
});
