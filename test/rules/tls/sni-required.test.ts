import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/tls/sni-required.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
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

describe('tls/sni-required', () => {
  it.each([
    [
      'a name works',
      secureUrl,
      [
        failedHandshake({ sni: null, alert: `handshake_failure` }),
        said({ asked: 'tls', reason: 'sni', name: 'site.test', tls: shaken() }),
      ],
      { severity: 'error', summary: expect.stringContaining('site.test') },
    ],
    [
      'the alert says so',
      secureUrl,
      [failedHandshake({ sni: null, alert: `unrecognized_name` })],
      { severity: 'error' },
    ],
    [
      'a proxy names another site than the client',
      url,
      [
        said({
          http: answer(421, 'the requested host name does not match the Server Name Indication (SNI) in use'),
        }),
      ],
      { severity: 'error', outcome: 'http-error' },
    ],
    [
      'Apache turns the request away that comes without a name (SSLStrictSNIVHostCheck)',
      secureUrl,
      [
        said({
          asked: 'https',
          tls: shaken({ sni: null }),
          http: answer(
            403,
            'Reason: The client software did not provide a hostname using Server Name Indication (SNI)',
          ),
        }),
      ],
      { severity: 'error', outcome: 'http-error' },
    ],
    [
      'where a port was asked',
      port,
      [failedHandshake({ sni: null, alert: `unrecognized_name` })],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['a name was sent', secureUrl, [failedHandshake({ alert: `unrecognized_name` })]],
    ['another alert', secureUrl, [failedHandshake({ sni: null, alert: `internal_error` })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );

  it('names the sites that the configuration has', () => {
    const text =
      'http { server { listen 8000 ssl; server_name _; } server { listen 8000 ssl; server_name shop.test; } }';
    const conversations = [failedHandshake({ sni: null, alert: `unrecognized_name` })];
    const facts = {
      ...heard(conversations),
      configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'nginx'),
    };
    expect(verdictOf(rule, facts, { ...secureUrl, local: true })).toMatchObject({
      fixes: [{ text: expect.stringContaining('--resolve shop.test:8000:') }],
    });
  });

  it.each([
    ['use_backend one if { req_ssl_sni -i shop.test }', true],
    ['acl shop req.ssl_sni shop.test www.shop.test\n use_backend one if shop', true],
    ['use_backend one if { req.ssl_sni -i shop.test }\n default_backend one', false],
    ['use_backend one if { req.ssl_sni -i shop.test }\n use_backend one if !HTTP', false],
    ['acl shop req.ssl_sni shop.test\n acl shop src 10.0.0.0/8\n use_backend one if shop', false],
    ['use_backend one if { req.ssl_sni -m found }', false],
    ['use_backend %[req.ssl_sni,map(/a.map,one)]', false],
    ['', false],
  ])('knows HAProxy, which passes TLS on by the name: %s', (lines, found) => {
    const socket = listener('0.0.0.0', 8000);
    const text = `frontend in\n bind :8000\n ${lines}\nbackend one\n server a 127.0.0.1:9443`;
    const facts = {
      ...heard([mute({ asked: 'https', tls: unshaken({ sni: null }) })]),
      sockets: known([socket], 'sock_diag'),
      owners: known({ pidsByInode: { [socket.inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([running(42, ['haproxy'], { name: 'haproxy' })], '/proc'),
      configuration: known([{ path: '/h.cfg', text, modifiedAt: 0 }], 'haproxy'),
    };
    const verdict = verdictOf(rule, facts, { ...secureUrl, local: true });
    if (!found) return expect(verdict).toBe('ruled-out');
    return expect(verdict).toMatchObject({
      fixes: [{ text: expect.stringContaining('--resolve shop.test:8000:') }],
    });
  });

  it('knows Caddy, which has no certificate but those of its sites', () => {
    const question = { ...secureUrl, local: true };
    const facts = {
      ...heard([failedHandshake({ sni: null, alert: 'internal_error' })]),
      sockets: known([listener('0.0.0.0', 8000)], 'sock_diag'),
      owners: known({ pidsByInode: { [listener('0.0.0.0', 8000).inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([running(42, ['caddy', 'run'], { name: 'caddy' })], '/proc'),
      configuration: known(
        [{ path: '/srv/Caddyfile', text: 'https://shop.test:8000 {\n\trespond hi\n}\n', modifiedAt: 0 }],
        'caddy',
      ),
    };
    expect(verdictOf(rule, facts, question)).toMatchObject({
      fixes: [{ text: expect.stringContaining('--resolve shop.test:8000:') }],
    });
  });
});
