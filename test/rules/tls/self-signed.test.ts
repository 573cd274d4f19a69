import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/rules/rule.js';
import { rule } from '../../../src/rules/tls/self-signed.js';
import { verdictOf } from '../../support/ground.js';
import { certificate, heard, inTls, port, secureUrl } from '../../support/talks.js';

describe('tls/self-signed', () => {
  it.each([
    [
      'and not trusted',
      secureUrl,
      [
        inTls({
          untrusted: `DEPTH_ZERO_SELF_SIGNED_CERT`,
          chain: [certificate({ selfSigned: true })],
        }),
      ],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [
        inTls({
          untrusted: `DEPTH_ZERO_SELF_SIGNED_CERT`,
          chain: [certificate({ selfSigned: true })],
        }),
      ],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it('needs another certificate first, where it is not for the name either', () => {
    const chain = [certificate({ selfSigned: true, names: ['*'] })];
    const untrusted = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    const { fixes } = verdictOf(
      rule,
      heard([inTls({ untrusted, chain, nameMatches: false })]),
      secureUrl,
    ) as Finding;
    expect(fixes[0]?.title).toMatch(/^Get a certificate for /);
  });

  it.each([
    ['and trusted', secureUrl, [inTls({ chain: [certificate({ selfSigned: true })] })]],
    [
      'its authority is',
      secureUrl,
      [
        inTls({
          untrusted: `SELF_SIGNED_CERT_IN_CHAIN`,
          chain: [certificate(), certificate({ selfSigned: true })],
        }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
