import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/tls/starttls-port.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import {
  attempt,
  failedHandshake,
  heard,
  mute,
  port,
  said,
  secureUrl,
  unshaken,
} from '../../support/talks.js';

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

  it('knows by its program who hangs up on whatever is not its own protocol', () => {
    const { inode } = listener('0.0.0.0', 8000);
    const facts = {
      ...heard([
        mute({ asked: 'https', tls: unshaken() }),
        mute({ reason: 'plain-proof', asked: 'http', outcome: 'reset' }),
      ]),
      sockets: known([listener('0.0.0.0', 8000)], 'sock_diag'),
      owners: known({ pidsByInode: { [inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([running(42, ['/usr/sbin/slapd'], { name: 'slapd' })], '/proc'),
    };
    expect(verdictOf(rule, facts, { ...secureUrl, local: true })).toMatchObject({
      severity: 'error',
      fixes: [{ text: expect.stringContaining('-starttls ldap') }],
    });
    // ldaps:// without a certificate.
    const secure = { ...secureUrl, local: true, port: 636 };
    const said636 = [
      mute({ asked: 'https', tls: unshaken() }),
      mute({ reason: 'plain-proof', asked: 'http' }),
    ];
    const at636 = {
      ...facts,
      probes: known([attempt(said636, { port: 636 })], 'connections made'),
      sockets: known([{ ...listener('0.0.0.0', 636), inode }], 'sock_diag'),
    };
    expect(verdictOf(rule, at636, secure)).toBe('ruled-out');
  });

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
