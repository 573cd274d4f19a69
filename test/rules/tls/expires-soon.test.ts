import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../../src/facts/probes/types.js';
import { rule } from '../../../src/rules/tls/expires-soon.js';
import { verdictOf } from '../../support/ground.js';
import { certificate, heard, inTls, now, port, said, secureUrl, unshaken } from '../../support/talks.js';

const DAY = 86_400_000;

/** An answer in TLS with these certificates. */
const served = (...chain: Partial<Certificate>[]) => inTls({ chain: chain.map(certificate) });

describe('tls/expires-soon', () => {
  it.each([
    ['a day is left', secureUrl, [served({ validTo: now + DAY })], 'warning'],
    ['where a port was asked', port, [served({ validTo: now + DAY })], 'note'],
    [
      'an hour of a day is left',
      secureUrl,
      [served({ validFrom: now - DAY, validTo: now + DAY / 24 })],
      'warning',
    ],
  ])('is found: %s', (_, question, conversations, severity) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject({ severity, outcome: 'ok' }),
  );

  it.each([
    ['a month is left', [served({})]],
    ['half of a short life is left', [served({ validFrom: now - DAY, validTo: now + DAY })]],
    ['it has run out', [served({ validTo: now - 1 })]],
    ["its authority's runs out", [served({}, { validTo: now + DAY })]],
    ['no handshake', [said({ asked: 'https', name: 'site.test:8000', tls: unshaken() })]],
    ['plain HTTP', [said()]],
  ])('is ruled out: %s', (_, conversations) =>
    expect(verdictOf(rule, heard(conversations), secureUrl)).toBe('ruled-out'),
  );
});
