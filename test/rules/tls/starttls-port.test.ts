import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/starttls-port.js';
import { verdictOf } from '../../support/ground.js';
import { heard, mute, port, said, secureUrl, unshaken } from '../../support/talks.js';

describe('tls/starttls-port', () => {
  it.each([
    [
      'SMTP',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
        }),
        said({ reason: 'plain-proof', protocol: 'smtp', banner: '220 mail ESMTP', http: null }),
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
          tls: unshaken({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
        }),
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
      [
        mute({
          asked: 'https',
          name: 'site.test',
          outcome: 'tls-failed',
          tls: unshaken({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
        }),
        said({ reason: 'plain-proof' }),
      ],
    ],
    [
      'SSH knows no TLS',
      secureUrl,
      [
        mute({ asked: 'https', name: 'site.test', outcome: 'tls-failed', tls: unshaken({}) }),
        said({ reason: 'plain-proof', protocol: 'ssh', http: null }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
