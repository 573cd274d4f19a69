import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/tls/http-to-https-port.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, mute, port, said, shaken, unshaken, url } from '../../support/talks.js';

describe('tls/http-to-https-port', () => {
  it.each([
    [
      'a 400 that says so',
      url,
      [
        said({ http: answer(400, 'plain HTTP request was sent to HTTPS port') }),
        said({ asked: 'https', reason: 'tls-proof', tls: shaken() }),
      ],
      { severity: 'error', summary: expect.stringContaining('https://10.77.0.1:8000/') },
    ],
    [
      'a reset',
      url,
      [mute({ outcome: 'reset' }), said({ asked: 'https', reason: 'tls-proof', tls: shaken() })],
      { severity: 'error' },
    ],
    [
      'silence',
      url,
      [mute({ outcome: 'silent' }), said({ asked: 'https', reason: 'tls-proof', tls: shaken() })],
      { severity: 'error', evidence: [{ says: 'A plain HTTP request gets no answer' }, {}] },
    ],
    [
      'where a port was asked',
      port,
      [mute(), said({ asked: 'https', reason: 'tls-proof', tls: shaken() })],
      { severity: 'note' },
    ],
    [
      'where a service was asked its own question, which has no URL',
      port,
      [
        mute({ asked: 'service', service: 'redis', name: null }),
        said({ asked: 'tls', reason: 'tls-proof', protocol: 'redis', http: null, tls: shaken() }),
      ],
      {
        severity: 'note',
        summary: 'The port speaks TLS: clients that come without it are turned away.',
        fixes: [{ text: expect.stringContaining('openssl s_client -connect 10.77.0.1:8000') }],
      },
    ],
    [
      'what answers no HTTP inside TLS either',
      port,
      [mute(), said({ asked: 'https', reason: 'tls-proof', http: null, tls: shaken() })],
      { severity: 'note', summary: expect.stringContaining('speaks TLS:') },
    ],
    [
      'and leads nobody to HTTPS who is hung up on there too',
      url,
      [mute(), mute({ asked: 'https', reason: 'tls-proof', outcome: 'reset', tls: shaken() })],
      { severity: 'error', summary: expect.stringContaining('answers no HTTP either') },
    ],
    [
      'even if the handshake ends with an alert',
      url,
      [mute(), mute({ asked: 'https', reason: 'tls-proof', tls: unshaken({ alert: 'handshake_failure' }) })],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['plain HTTP answers', url, [said()]],
    ['no TLS either', url, [mute(), mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
