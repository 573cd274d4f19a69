import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/incomplete-chain.js';
import { verdictOf } from '../../support/ground.js';
import { certificate, heard, inTls, port, secureUrl } from '../../support/talks.js';

describe('tls/incomplete-chain', () => {
  it.each([
    [
      'the issuer lies in a file',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          issuerFile: { path: `/i.pem`, selfSigned: false },
        }),
      ],
      { severity: 'error' },
    ],
    [
      'it says where to fetch it',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          chain: [certificate({ issuerUrl: `http://r3.example/` })],
        }),
      ],
      { severity: 'error' },
    ],
    [
      'by its name',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          chain: [certificate({ issuer: `CN=Stage Intermediate CA` })],
        }),
      ],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          chain: [certificate({ issuerUrl: `http://r3.example/` })],
        }),
      ],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['whole', secureUrl, [inTls()]],
    ['an unknown root', secureUrl, [inTls({ untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE` })]],
    [
      'self-signed',
      secureUrl,
      [
        inTls({
          untrusted: `DEPTH_ZERO_SELF_SIGNED_CERT`,
          chain: [certificate({ selfSigned: true, issuerUrl: `http://a` })],
        }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
