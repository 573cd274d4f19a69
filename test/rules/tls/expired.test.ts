import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/expired.js';
import { verdictOf } from '../../support/ground.js';
import { diagnosed, probe, running } from '../../support/healthy.js';
import {
  certificate,
  heard,
  inTls,
  mute,
  now,
  port,
  said,
  secureUrl,
  unshaken,
  url,
} from '../../support/talks.js';

describe('tls/expired', () => {
  it.each([
    [
      'yesterday',
      secureUrl,
      [inTls({ chain: [certificate({ validTo: now - 86_400_000 })] })],
      {
        severity: 'error',
        outcome: 'tls-error',
        summary: expect.stringMatching(/^The certificate that \S+ shows \(/),
      },
    ],
    [
      'with a newer one on disk',
      secureUrl,
      [
        inTls({
          chain: [certificate({ validTo: now - 86_400_000 })],
          renewed: { path: '/etc/ssl/site.pem', validTo: now + 86_400_000 },
        }),
      ],
      {
        summary: expect.stringContaining('/etc/ssl/site.pem has a newer one'),
        fixes: [{ title: expect.stringContaining('load the new certificate') }],
      },
    ],
    [
      'for who is told to ask in HTTPS',
      url,
      [
        mute({ outcome: 'reset' }),
        { ...inTls({ chain: [certificate({ validTo: now - 1 })] }), reason: 'tls-proof' as const },
      ],
      { severity: 'error' },
    ],
    [
      'its authority',
      secureUrl,
      [
        inTls({
          chain: [certificate(), certificate({ validTo: now - 1 })],
          untrusted: 'CERT_HAS_EXPIRED',
        }),
      ],
      { severity: 'error', fixes: [{ title: "Send the authority's present certificate" }] },
    ],
    [
      'its authority, which is not sent',
      secureUrl,
      [
        inTls({
          untrusted: 'CERT_HAS_EXPIRED',
          anchor: { subject: 'CN=Own Root', names: [], validFrom: 1, validTo: now - 1 },
        }),
      ],
      {
        severity: 'error',
        summary: expect.stringContaining("An authority's certificate"),
        fixes: [{ text: expect.stringContaining('update-ca-certificates') }],
      },
    ],
    [
      'where a port was asked',
      port,
      [inTls({ chain: [certificate({ validTo: now - 1 })] })],
      { severity: 'note' },
    ],
    [
      'at the end of a redirect',
      secureUrl,
      [said(), inTls({ chain: [certificate({ validTo: now - 1 })] })].map((each, at) =>
        at ? { ...each, reason: 'redirect' as const } : each,
      ),
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it('starts a server again that knows no reload, where a newer one is on disk', () => {
    const past = inTls({
      chain: [certificate({ validTo: now - 86_400_000 })],
      renewed: { path: '/etc/ssl/site.pem', validTo: now + 86_400_000 },
    });
    const told = (name: string, command: string[]) =>
      diagnosed('https://127.0.0.1:8000/', {
        processes: [running(42, command, { name })],
        probes: [{ ...probe('127.0.0.1', 8000), conversations: [past] }],
      }).causes[0]?.fixes[0]?.steps;
    expect(told('node', ['node', 'app.js'])?.map(each => each.do)).toEqual(['stop', 'run']);
    expect(told('nginx', ['nginx: master process nginx'])).toEqual([
      { do: 'run', command: 'nginx -t' },
      { do: 'run', command: 'kill -HUP 42' },
    ]);
  });

  it.each([
    [
      'an old authority sent besides',
      secureUrl,
      [inTls({ chain: [certificate(), certificate({ validTo: now - 1 })] })],
    ],
    ['a month is left', secureUrl, [inTls()]],
    ['a day is left', secureUrl, [inTls({ chain: [certificate({ validTo: now + 86_400_000 })] })]],
    ['no handshake', secureUrl, [said({ asked: 'https', name: 'site.test:8000', tls: unshaken() })]],
    ['plain HTTP', secureUrl, [said()]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
