import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/http/redirect-elsewhere.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, mute, port, said, typedElsewhere, url } from '../../support/talks.js';

describe('http/redirect-elsewhere', () => {
  it.each([
    [
      'refused',
      url,
      [
        said({ http: answer(302, '', { location: 'http://10.77.0.1:9/' }) }),
        mute({ reason: 'redirect', name: '10.77.0.1:9', outcome: 'failed', errno: 'ECONNREFUSED' }),
      ],
      { severity: 'error', summary: expect.stringContaining('refuses') },
    ],
    [
      'no such name',
      url,
      [
        said({ http: answer(302, '', { location: 'http://a.invalid/' }) }),
        mute({ reason: 'redirect', name: 'a.invalid', outcome: 'failed', errno: 'ENOTFOUND' }),
      ],
      { severity: 'error' },
    ],
    [
      'a hang-up',
      url,
      [said({ http: answer(302, '', { location: '/x' }) }), mute({ reason: 'redirect', path: '/x' })],
      { severity: 'error', fixes: [{ text: expect.stringMatching(/^netcheck why http:.*\/x$/) }, {}] },
    ],
    [
      'out of the web',
      url,
      [said({ http: answer(302, '', { location: 'file:///etc/passwd' }) })],
      { severity: 'error' },
    ],
    [
      'to the client itself',
      typedElsewhere('http://10.77.0.1:8000/'),
      [
        said({ http: answer(302, '', { location: 'http://localhost:8000/x' }) }),
        said({ reason: 'redirect', name: 'localhost:8000', path: '/x' }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    [
      'it is answered',
      url,
      [said({ http: answer(302, '', { location: '/x' }) }), said({ reason: 'redirect', path: '/x' })],
    ],
    [
      'to somebody who was not asked about',
      url,
      [
        said({ http: answer(302, '', { location: 'http://example.com/' }) }),
        mute({ reason: 'redirect', name: 'example.com', outcome: 'failed', errno: null }),
      ],
    ],
    [
      'to localhost, asked here',
      url,
      [
        said({ http: answer(302, '', { location: 'http://localhost:8000/x' }) }),
        said({ reason: 'redirect', name: 'localhost:8000', path: '/x' }),
      ],
    ],
    ['a port was asked', port, [said({ http: answer(302, '', { location: 'file:///x' }) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
