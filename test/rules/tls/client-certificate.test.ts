import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/client-certificate.js';
import { verdictOf } from '../../support/ground.js';
import {
  answer,
  failedHandshake,
  heard,
  mute,
  port,
  said,
  secureUrl,
  shaken,
  unshaken,
  url,
} from '../../support/talks.js';

describe('tls/client-certificate', () => {
  it.each([
    [
      'after a handshake in TLS 1.3',
      secureUrl,
      [
        mute({
          asked: 'https',
          name: 'site.test:8000',
          path: '/?a=1&b=2',
          tls: shaken({ alert: 'certificate_required', clientCertificateRequested: true }),
        }),
      ],
      {
        severity: 'error',
        fixes: [{ text: expect.stringContaining(`--key client.key 'https://site.test:8000/?a=1&b=2'\n`) }],
      },
    ],
    [
      'within one in TLS 1.2',
      secureUrl,
      [
        failedHandshake({ alert: `handshake_failure` }),
        mute({
          asked: 'tls',
          reason: 'client-certificate',
          tls: unshaken({ clientCertificateRequested: true }),
        }),
      ],
      { severity: 'error' },
    ],
    [
      'by an end without a word, after a handshake in TLS 1.3',
      secureUrl,
      [
        mute({ asked: 'https', name: 'site.test:8000', tls: shaken() }),
        mute({
          asked: 'tls',
          reason: 'client-certificate',
          tls: unshaken({ clientCertificateRequested: true }),
        }),
      ],
      { severity: 'error' },
    ],
    [
      'for one path alone, of a client that can show none afterwards',
      secureUrl,
      [
        said({
          asked: 'https',
          name: 'site.test:8000',
          tls: shaken(),
          http: answer(403, 'Reason: Cannot perform Post-Handshake Authentication.'),
        }),
      ],
      { severity: 'error' },
    ],
    [
      'in HTTP',
      secureUrl,
      [
        said({
          asked: 'https',
          tls: shaken(),
          http: answer(400, '<center>No required SSL certificate was sent</center>'),
        }),
      ],
      { severity: 'error' },
    ],
    [
      'of a server behind a proxy',
      url,
      [said({ http: answer(400, '<center>No required SSL certificate was sent</center>') })],
      { severity: 'error', outcome: 'http-error', summary: expect.stringContaining('behind the proxy') },
    ],
    [
      'where a port was asked',
      port,
      [said({ asked: 'https', tls: shaken(), http: answer(400, 'No required SSL certificate was sent') })],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['another alert', secureUrl, [failedHandshake({ alert: `handshake_failure` })]],
    [
      'a 400 for another reason',
      secureUrl,
      [said({ asked: 'https', tls: shaken(), http: answer(400, 'no') })],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
