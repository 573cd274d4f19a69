import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/name-mismatch.js';
import { verdictOf } from '../../support/ground.js';
import { certificate, heard, inTls, port, secureUrl } from '../../support/talks.js';

describe('tls/name-mismatch', () => {
  it.each([
    [
      'another name',
      secureUrl,
      [inTls({ nameMatches: false, chain: [certificate({ names: [`other.test`] })] })],
      { severity: 'error', summary: expect.stringMatching(/other\.test\.$/) },
    ],
    [
      'the address as a DNS name',
      secureUrl,
      [
        {
          ...inTls({ nameMatches: false, chain: [certificate({ names: ['10.0.0.1'] })] }),
          name: '10.0.0.1:8000',
        },
      ],
      { severity: 'error', summary: expect.stringContaining('as a DNS name') },
    ],
    [
      'no names at all',
      secureUrl,
      [inTls({ nameMatches: false, chain: [certificate({ names: [], nameCount: 0 })] })],
      { severity: 'error', summary: expect.stringContaining('common name') },
    ],
    [
      'a star that stands for too much',
      secureUrl,
      [{ ...inTls({ nameMatches: false, chain: [certificate({ names: ['*.test'] })] }), name: 'shop.test' }],
      { severity: 'error', summary: expect.stringMatching(/\*\.test\. A star stands for exactly one part/) },
    ],
    [
      'the common name alone, which curl takes and browsers do not',
      secureUrl,
      [inTls({ nameMatches: true, chain: [certificate({ names: [], nameCount: 0 })] })],
      {
        severity: 'warning',
        outcome: 'ok',
        summary: expect.stringContaining("Go and Python's requests refuse it"),
      },
    ],
    ['where a port was asked', port, [inTls({ nameMatches: false })], { severity: 'note' }],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['the name is there', secureUrl, [inTls()]],
    ['nobody knows', secureUrl, [inTls({ nameMatches: null })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
