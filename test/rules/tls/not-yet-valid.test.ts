import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/not-yet-valid.js';
import { verdictOf } from '../../support/ground.js';
import { answer, certificate, heard, inTls, now, port, said, secureUrl } from '../../support/talks.js';

describe('tls/not-yet-valid', () => {
  it.each([
    [
      'tomorrow',
      secureUrl,
      [inTls({ chain: [certificate({ validFrom: now + 86_400_000 })] })],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [inTls({ chain: [certificate({ validFrom: now + 1 })] })],
      { severity: 'note' },
    ],
    [
      'the clock here is behind',
      secureUrl,
      [
        {
          ...inTls({ chain: [certificate({ validFrom: now + 1000 })] }),
          http: answer(200, '', { date: new Date(now + 86_400_000).toUTCString() }),
        },
      ],
      { severity: 'error', summary: expect.stringContaining('clock is behind') },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['valid', secureUrl, [inTls()]],
    ['plain HTTP', secureUrl, [said()]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
