import { describe, expect, it } from 'vitest';
import { MOST_REDIRECTS } from '../../../src/facts/probes/redirects.js';
import { rule } from '../../../src/rules/http/redirect-loop.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, port, said, typed, url } from '../../support/talks.js';

describe('http/redirect-loop', () => {
  it('tells of an application whose proxy takes its path off', () => {
    const hop = said({ path: '/grafana/', http: answer(301, '', { location: '/grafana/' }) });
    const at = typed('http://10.77.0.1:8000/grafana/');
    expect(JSON.stringify(verdictOf(rule, heard([hop]), at))).toContain('proxy_pass');
    const own = said({ http: answer(302, '', { location: '/' }) });
    expect(JSON.stringify(verdictOf(rule, heard([own]), url))).not.toContain('proxy_pass');
  });

  it.each([
    ['to itself', url, [said({ http: answer(302, '', { location: '/' }) })], { severity: 'error' }],
    [
      'by way of another',
      url,
      [
        said({ http: answer(302, '', { location: '/a' }) }),
        said({ reason: 'redirect', path: '/a', http: answer(302, '', { location: '/' }) }),
      ],
      { severity: 'error' },
    ],
    [
      'without end',
      url,
      [...Array(MOST_REDIRECTS + 1).keys()].map(at =>
        said({
          reason: at ? 'redirect' : 'asked',
          path: `/${at}`,
          http: answer(302, '', { location: `/${at + 1}` }),
        }),
      ),
      { severity: 'error' },
    ],
    [
      'a cookie may end it',
      url,
      [said({ http: answer(302, '', { location: '/', 'set-cookie': '(hidden)' }) })],
      { severity: 'warning' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    [
      'it ends',
      url,
      [said({ http: answer(302, '', { location: '/a' }) }), said({ reason: 'redirect', path: '/a' })],
    ],
    ['a port was asked', port, [said({ http: answer(302, '', { location: '/' }) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
