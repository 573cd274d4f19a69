import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/http/redirect-loop.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, port, said, url } from '../../support/talks.js';

describe('http/redirect-loop', () => {
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
      [...Array(12).keys()].map(at =>
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
