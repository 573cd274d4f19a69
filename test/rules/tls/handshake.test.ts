import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { rule } from '../../../src/rules/tls/handshake.js';
import { rule as plain } from '../../../src/rules/tls/https-to-http-port.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import {
  answer,
  attempt,
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
import { upstreamState } from '../../support/upstreams.js';

describe('tls/handshake', () => {
  it.each([
    [secureUrl, 'error'],
    [port, 'note'],
  ])('tells of a key that many clients refuse', (question, severity) => {
    const chain = [{ ...certificate(), shortKey: 1024 }];
    const talks = heard([said({ asked: 'https', tls: shaken({ chain }) })]);
    expect(verdictOf(rule, talks, question)).toMatchObject({
      severity,
      summary: expect.stringContaining('1024 bits'),
    });
  });

  it('tells of Diffie-Hellman parameters that many clients refuse', () =>
    expect(
      verdictOf(rule, heard([said({ asked: 'https', tls: shaken({ shortParameters: 1024 }) })]), secureUrl),
    ).toMatchObject({ severity: 'error', summary: expect.stringContaining('dh key too small') }));

  it.each([
    [port, { sni: null, alert: 'unrecognized_name' }, 'note'],
    [port, { sni: null, alert: 'internal_error' }, 'warning'],
    [port, { sni: 'shop.test', alert: 'unrecognized_name' }, 'warning'],
    [secureUrl, { sni: null, alert: 'unrecognized_name' }, 'error'],
  ])('is worth a note alone where a name is missing, and nobody asked for more', (question, end, severity) =>
    expect(verdictOf(rule, heard([failedHandshake(end)]), question)).toMatchObject({ severity }),
  );

  it('says what a server lacks that has no site for the name', () =>
    expect(
      verdictOf(rule, heard([failedHandshake({ sni: 'shop.test', alert: 'unrecognized_name' })]), secureUrl),
    ).toMatchObject({ fixes: [{ title: expect.stringContaining('shop.test') }] }));

  it('names the PROXY protocol where the same hello is answered behind its header', () =>
    expect(
      verdictOf(
        rule,
        heard([
          mute({ asked: 'https', outcome: 'closed', tls: unshaken() }),
          said({
            asked: 'service',
            reason: 'service',
            service: 'proxy-protocol-tls',
            protocol: 'tls',
            http: null,
          }),
        ]),
        secureUrl,
      ),
    ).toMatchObject({
      severity: 'error',
      says: 'the PROXY protocol',
      summary: expect.stringContaining('expects the PROXY protocol'),
    }));

  it('names the PROXY protocol where the proxy begins by it, and the server behind speaks TLS', () => {
    const conversations = [said({ asked: 'https', tls: shaken() })];
    const state = upstreamState(
      {
        port: 8444,
        file: '/etc/haproxy/haproxy.cfg',
        line: 9,
        text: 'server s 127.0.0.1:8444 send-proxy',
        raw: true,
        proxyHeader: true,
      },
      { probes: [attempt(conversations, { address: '127.0.0.1', port: 8444, because: 'upstream' })] },
    );
    const facts = heard(
      [
        failedHandshake({ alert: null, error: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
        said({ reason: 'plain-proof', http: answer(400) }),
      ],
      { upstreams: known({ proxy: 'haproxy', upstreams: [state], logged: null }, 'the test') },
    );
    expect(verdictOf(rule, facts, secureUrl)).toMatchObject({
      summary: expect.stringContaining('haproxy puts a header of the PROXY protocol'),
    });
    expect(verdictOf(plain, facts, secureUrl)).toBe('ruled-out');
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
      [
        mute({ asked: 'https', outcome: 'silent', tls: unshaken() }),
        mute({ reason: 'plain-proof', outcome: 'silent', ms: 700 }),
      ],
      { severity: 'error' },
    ],
    [
      'a certificate that OpenSSL does not take',
      secureUrl,
      [said({ asked: 'https', tls: shaken({ untrusted: 'CA signature digest algorithm too weak' }) })],
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

it('is what fails where a plain request is told that TLS is spoken, and no word of HTTP', () => {
  const title = '400 The plain HTTP request was sent to HTTPS port';
  const talk = (handshake: Partial<Conversation>) =>
    heard([
      mute({ asked: 'https', outcome: 'silent', tls: unshaken(), ms: 4000, ...handshake }),
      said({ reason: 'plain-proof', http: answer(400, title) }),
    ]);
  expect(verdictOf(plain, talk({}), secureUrl)).toBe('ruled-out');
  expect(verdictOf(rule, talk({}), secureUrl)).toMatchObject({
    summary: expect.stringContaining('does not answer the first message in 4.0 s'),
  });
  // The words may be an application's own.
  const noTls = { outcome: 'tls-failed', tls: unshaken({ error: 'ERR_SSL_WRONG_VERSION_NUMBER' }) } as const;
  expect(verdictOf(rule, talk(noTls), secureUrl)).toBe('ruled-out');
  expect(verdictOf(plain, talk(noTls), secureUrl)).toMatchObject({ severity: 'error' });
});

describe('Caddy, which has no certificate but those of its sites', () => {
  const listening = listener('0.0.0.0', 8000);
  const says = (text: string, question = port, sni: string | null = null) =>
    verdictOf(
      rule,
      {
        ...heard([failedHandshake({ sni, alert: 'internal_error' })]),
        sockets: known([listening], 'sock_diag'),
        owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
        processes: known([running(42, ['caddy', 'run'])], '/proc'),
        configuration: known([{ path: '/etc/caddy/Caddyfile', text, modifiedAt: 0 }], 'caddy'),
      },
      { ...question, local: true },
    );
  it.each([
    ['shop.test:8000 {\n respond hi\n}\n', port, 'note'],
    ['shop.test:8000 {\n respond hi\n}\n', secureUrl, 'error'],
    [':8000 {\n tls /etc/c.pem /etc/c.key\n}\n', port, 'warning'],
    ['', port, 'warning'],
  ])('is asked by a name: %j', (text, question, severity) =>
    expect(says(text, question)).toMatchObject({ severity }),
  );

  it('is told to have a site for another name', () => {
    expect(says('shop.test:8000 {\n respond hi\n}\n', secureUrl, 'www.test')).toMatchObject({
      summary: expect.stringContaining('it has no certificate for this name'),
      fixes: [{ title: 'Give the server a site for www.test' }],
    });
    expect(says('', secureUrl, 'www.test')).toMatchObject({
      summary: expect.stringContaining('something is wrong inside the server'),
    });
  });
});
