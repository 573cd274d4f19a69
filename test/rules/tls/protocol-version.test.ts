import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/protocol-version.js';
import { verdictOf } from '../../support/ground.js';
import { failedHandshake, heard, port, said, secureUrl, shaken } from '../../support/talks.js';

describe('tls/protocol-version', () => {
  it.each([
    [
      'an alert that says so',
      secureUrl,
      [failedHandshake({ alert: `protocol_version` })],
      { severity: 'error' },
    ],
    [
      'older versions work',
      secureUrl,
      [
        failedHandshake({ alert: `handshake_failure` }),
        said({ asked: 'tls', reason: 'old-tls', tls: shaken({ version: 'TLSv1.1' }) }),
      ],
      { severity: 'error', summary: expect.stringContaining('TLSv1.1') },
    ],
    [
      'where a port was asked',
      port,
      [failedHandshake({ alert: `protocol_version` })],
      { severity: 'warning' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['another alert', secureUrl, [failedHandshake({ alert: `handshake_failure` })]],
    ['a handshake', secureUrl, [said({ asked: 'https', tls: shaken() })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
