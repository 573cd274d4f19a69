import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/protocol-version.js';
import { verdictOf } from '../../support/ground.js';
import { heard, mute, port, said, secureUrl, shaken, unshaken } from '../../support/talks.js';

describe('tls/protocol-version', () => {
  it.each([
    [
      'an alert that says so',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ alert: `protocol_version` }),
        }),
      ],
      { severity: 'error' },
    ],
    [
      'older versions work',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ alert: `handshake_failure` }),
        }),
        said({ asked: 'tls', reason: 'old-tls', tls: shaken({ version: 'TLSv1.1' }) }),
      ],
      { severity: 'error', summary: expect.stringContaining('TLSv1.1') },
    ],
    [
      'where a port was asked',
      port,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ alert: `protocol_version` }),
        }),
      ],
      { severity: 'warning' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    [
      'another alert',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ alert: `handshake_failure` }),
        }),
      ],
    ],
    ['a handshake', secureUrl, [said({ asked: 'https', tls: shaken() })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
