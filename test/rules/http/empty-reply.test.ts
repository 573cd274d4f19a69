import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/http/empty-reply.js';
import { verdictOf } from '../../support/ground.js';
import { heard, mute, port, said, shaken, unshaken, url } from '../../support/talks.js';

describe('http/empty-reply', () => {
  it.each([
    ['in the middle of a body', url, [said({ cut: 'closed' })], { severity: 'error' }],
    ['FIN', url, [mute()], { severity: 'error', outcome: 'no-answer' }],
    ['RST', url, [mute({ outcome: 'reset' })], { severity: 'error', outcome: 'reset' }],
    [
      'after a handshake, by whatever name it is asked',
      url,
      [mute({ asked: 'https', tls: shaken() }), mute({ asked: 'https', reason: 'localhost', tls: shaken() })],
      { severity: 'error', outcome: 'no-answer' },
    ],
    [
      'from a server that answers HTTP/2 in HTTP/1',
      url,
      [
        mute(),
        mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() }),
        said({ reason: 'service', protocol: 'http' }),
      ],
      { severity: 'error' },
    ],
    [
      'from a server that wants the PROXY protocol',
      url,
      [
        mute(),
        mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() }),
        said({ asked: 'service', reason: 'service', service: 'proxy-protocol', protocol: 'http' }),
      ],
      { severity: 'error', summary: expect.stringContaining('PROXY protocol') },
    ],
    ['on everybody', port, [mute(), mute({ asked: 'listen', reason: 'wait' })], { severity: 'error' }],
    [
      'on HTTP alone',
      port,
      [mute(), mute({ asked: 'listen', reason: 'wait', outcome: 'silent' })],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['an answer', url, [said()]],
    ['TLS is spoken', url, [mute(), said({ asked: 'https', reason: 'tls-proof', tls: shaken() })]],
    [
      'another protocol is spoken',
      port,
      [
        mute(),
        mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() }),
        said({ reason: 'service', protocol: 'fastcgi', http: null }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
