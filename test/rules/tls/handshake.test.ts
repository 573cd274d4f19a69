import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/handshake.js';
import { verdictOf } from '../../support/ground.js';
import {
  certificate,
  failedHandshake,
  heard,
  mute,
  port,
  said,
  secureUrl,
  shaken,
  unshaken,
} from '../../support/talks.js';

describe('tls/handshake', () => {
  it.each([
    [secureUrl, 'warning'],
    [port, 'note'],
  ])('tells of a key that many clients refuse', (question, severity) => {
    const chain = [{ ...certificate(), shortKey: 1024 }];
    const talks = heard([said({ asked: 'https', tls: shaken({ chain }) })]);
    expect(verdictOf(rule, talks, question)).toMatchObject({
      severity,
      summary: expect.stringContaining('1024 bits'),
    });
  });

  it('says in words what OpenSSL has against a certificate', () =>
    expect(
      verdictOf(
        rule,
        heard([said({ asked: 'https', tls: shaken({ untrusted: 'INVALID_PURPOSE' }) })]),
        secureUrl,
      ),
    ).toMatchObject({ severity: 'error', summary: expect.stringContaining('not one for servers') }));

  it.each([
    [
      'an alert',
      secureUrl,
      [failedHandshake({ alert: `internal_error` })],
      { severity: 'error', summary: expect.stringContaining('internal_error') },
    ],
    [
      'a hang-up',
      secureUrl,
      [mute({ asked: 'https', outcome: 'reset', tls: unshaken() })],
      { severity: 'error' },
    ],
    [
      'silence',
      secureUrl,
      [mute({ asked: 'https', outcome: 'silent', tls: unshaken() })],
      { severity: 'error' },
    ],
    [
      'a certificate that OpenSSL does not take',
      secureUrl,
      [said({ asked: 'https', tls: shaken({ untrusted: 'CA_MD_TOO_WEAK' }) })],
      { severity: 'error' },
    ],
    ['where a port was asked', port, [failedHandshake({ alert: `internal_error` })], { severity: 'warning' }],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['it works', secureUrl, [said({ asked: 'https', tls: shaken() })]],
    [
      'plain HTTP',
      secureUrl,
      [failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }), said({ reason: 'plain-proof' })],
    ],
    [
      'untrusted for another reason',
      secureUrl,
      [
        said({
          asked: 'https',
          tls: shaken({
            untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT',
            chain: [certificate({ selfSigned: true })],
          }),
        }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
