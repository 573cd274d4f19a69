import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/starttls-port.js';
import { verdictOf } from '../../support/ground.js';
import { failedHandshake, heard, port, said, secureUrl } from '../../support/talks.js';

describe('tls/starttls-port', () => {
  it.each([
    [
      'SMTP',
      secureUrl,
      [
        failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
        said({ reason: 'plain-proof', protocol: 'smtp', banner: '220 mail ESMTP', http: null }),
      ],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [
        failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
        said({ reason: 'plain-proof', protocol: 'postgresql', http: null }),
      ],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    [
      'plain HTTP',
      secureUrl,
      [failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }), said({ reason: 'plain-proof' })],
    ],
    [
      'SSH knows no TLS',
      secureUrl,
      [failedHandshake(), said({ reason: 'plain-proof', protocol: 'ssh', http: null })],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
