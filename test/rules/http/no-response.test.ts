import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/http/no-response.js';
import { verdictOf } from '../../support/ground.js';
import { heard, mute, port, said, url } from '../../support/talks.js';

describe('http/no-response', () => {
  it.each([
    ['a URL', url, [mute({ outcome: 'silent', ms: 6000 })], { severity: 'error', outcome: 'no-answer' }],
    [
      'a port of something unknown',
      port,
      [mute({ outcome: 'silent', ms: 6000 })],
      { severity: 'warning', outcome: 'unknown' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it('tells a request that never arrived elsewhere, and leaves one that got lost here to others', () => {
    const lost = mute({ outcome: 'silent', ms: 6000, unheard: true });
    expect(verdictOf(rule, heard([lost]), { ...url, local: false })).toMatchObject({
      severity: 'error',
      says: 'the request never arrives',
    });
    expect(verdictOf(rule, heard([lost]), url)).toBe('ruled-out');
  });

  it.each([
    ['an answer', url, [said()]],
    ['too little patience', url, [mute({ outcome: 'silent', ms: 300 })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
