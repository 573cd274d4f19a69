import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/sni-required.js';
import { verdictOf } from '../../support/ground.js';
import { failedHandshake, heard, port, said, secureUrl, shaken } from '../../support/talks.js';

describe('tls/sni-required', () => {
  it.each([
    [
      'a name works',
      secureUrl,
      [
        failedHandshake({ sni: null, alert: `handshake_failure` }),
        said({ asked: 'tls', reason: 'sni', name: 'site.test', tls: shaken() }),
      ],
      { severity: 'error', summary: expect.stringContaining('site.test') },
    ],
    [
      'the alert says so',
      secureUrl,
      [failedHandshake({ sni: null, alert: `unrecognized_name` })],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [failedHandshake({ sni: null, alert: `unrecognized_name` })],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['a name was sent', secureUrl, [failedHandshake({ alert: `unrecognized_name` })]],
    ['another alert', secureUrl, [failedHandshake({ sni: null, alert: `internal_error` })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
