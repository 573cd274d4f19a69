import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/sni-required.js';
import { verdictOf } from '../../support/ground.js';
import { heard, mute, port, said, secureUrl, shaken, unshaken } from '../../support/talks.js';

describe('tls/sni-required', () => {
  it.each([
    [
      'a name works',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ sni: null, alert: `handshake_failure` }),
        }),
        said({ asked: 'tls', reason: 'sni', name: 'site.test', tls: shaken() }),
      ],
      { severity: 'error', summary: expect.stringContaining('site.test') },
    ],
    [
      'the alert says so',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ sni: null, alert: `unrecognized_name` }),
        }),
      ],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ sni: null, alert: `unrecognized_name` }),
        }),
      ],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    [
      'a name was sent',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ alert: `unrecognized_name` }),
        }),
      ],
    ],
    [
      'another alert',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ sni: null, alert: `internal_error` }),
        }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
