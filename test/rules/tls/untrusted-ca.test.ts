import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/untrusted-ca.js';
import { fromLan, verdictOf } from '../../support/ground.js';
import { certificate, heard, inTls, port, secureUrl } from '../../support/talks.js';

describe('tls/untrusted-ca', () => {
  it.each([
    [
      'its own root is sent',
      secureUrl,
      [
        inTls({
          untrusted: `SELF_SIGNED_CERT_IN_CHAIN`,
          chain: [certificate(), certificate({ selfSigned: true })],
        }),
      ],
      { severity: 'error' },
    ],
    [
      'its root is not sent',
      secureUrl,
      [inTls({ untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE` })],
      { severity: 'error' },
    ],
    [
      'its root lies in a file',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          issuerFile: { path: `/ca.pem`, selfSigned: true },
        }),
      ],
      {
        severity: 'error',
        evidence: expect.arrayContaining([
          expect.objectContaining({ says: expect.stringContaining('/ca.pem') }),
        ]),
      },
    ],
    [
      'Caddy made it for itself',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_GET_ISSUER_CERT_LOCALLY`,
          chain: [certificate({ issuer: 'CN=Caddy Local Authority - 2026 ECC Root' })],
        }),
      ],
      { severity: 'error', fixes: [{ text: expect.stringContaining('caddy trust') }, {}] },
    ],
    [
      'a variable hides the store that has it',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          storeHiddenBy: ['SSL_CERT_FILE=/etc/other.pem'],
        }),
      ],
      {
        severity: 'error',
        summary: expect.stringContaining('SSL_CERT_FILE=/etc/other.pem takes its place'),
        fixes: [{ text: expect.stringContaining('unset SSL_CERT_FILE') }, {}],
      },
    ],
    [
      'where a port was asked',
      port,
      [inTls({ untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE` })],
      { severity: 'note' },
    ],
    ['by Node alone', secureUrl, [inTls({ trustedBySystem: true })], { severity: 'note' }],
    [
      'by all but Node',
      secureUrl,
      [inTls({ refusedBy: ['curl', 'Python'], toldToNode: true })],
      {
        severity: 'error',
        outcome: 'tls-error',
        summary: expect.stringContaining('by Node, and not by curl, Python and Go'),
      },
    ],
    [
      'by Node alone, where no store was found',
      secureUrl,
      [inTls({ refusedBy: ['curl', 'Python'] })],
      { severity: 'warning', outcome: 'ok' },
    ],
    [
      'by Python alone',
      secureUrl,
      [inTls({ refusedBy: ['Python'] })],
      { severity: 'warning', outcome: 'ok' },
    ],
    [
      'by a variable of curl, which is none of another machine',
      { ...secureUrl, vantage: fromLan().vantage },
      [inTls({ refusedBy: ['curl'], curlsFile: { setting: 'CURL_CA_BUNDLE=/gone.pem', empty: true } })],
      { severity: 'warning', outcome: 'ok' },
    ],
    [
      'by a variable of curl, to a file that is not there',
      secureUrl,
      [
        inTls({
          refusedBy: ['Node', 'curl'],
          trustedBySystem: true,
          curlsFile: { setting: 'CURL_CA_BUNDLE=/gone.pem', empty: true },
        }),
      ],
      {
        severity: 'error',
        outcome: 'tls-error',
        summary: expect.stringContaining(
          'No certificate can be read from the file that CURL_CA_BUNDLE=/gone.pem names',
        ),
        fixes: [{ text: expect.stringContaining('unset CURL_CA_BUNDLE') }, {}],
      },
    ],
    ['by all but Node, by a port', port, [inTls({ refusedBy: ['curl', 'Python'] })], { severity: 'note' }],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['trusted', secureUrl, [inTls()]],
    ['only expired', secureUrl, [inTls({ untrusted: `CERT_HAS_EXPIRED` })]],
    [
      'an intermediate is missing',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          issuerFile: { path: `/i.pem`, selfSigned: false },
        }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
