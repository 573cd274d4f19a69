import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Finding } from '../../../src/rules/rule.js';
import { rule } from '../../../src/rules/tls/https-to-http-port.js';
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
  typed,
  url,
} from '../../support/talks.js';

describe('tls/https-to-http-port', () => {
  it.each([
    [
      'a plain answer',
      secureUrl,
      [failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }), said({ reason: 'plain-proof' })],
      { severity: 'error', summary: expect.stringContaining('http://') },
    ],
    [
      'a plain answer that calls the request malformed',
      secureUrl,
      [
        failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
        said({ reason: 'plain-proof', http: answer(400, '<h1>400 Bad Request</h1>') }),
      ],
      { severity: 'error', summary: expect.stringContaining('send-proxy') },
    ],
    [
      'where a port was asked',
      port,
      [failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }), said({ reason: 'plain-proof' })],
      { severity: 'note' },
    ],
    [
      'a redirect to the port of plain HTTP',
      secureUrl,
      [
        said({ http: answer(301, '', { location: 'https://10.77.0.1:8000/' }) }),
        {
          ...failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }),
          reason: 'redirect' as const,
        },
      ],
      { severity: 'error' },
    ],
    [
      'a redirect to the port that has just answered in plain HTTP, and leaves the handshake alone',
      port,
      [
        said({ http: answer(301, '', { location: 'https://10.77.0.1:8000/' }) }),
        { ...failedHandshake({ error: null }), outcome: 'silent' as const, reason: 'redirect' as const },
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it('names the URL of a WebSocket by its own scheme', () => {
    const question = { ...secureUrl, target: { ...secureUrl.target, scheme: 'wss' as const } };
    const talk = [
      failedHandshake({ error: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
      said({ reason: 'plain-proof' }),
    ];
    expect((verdictOf(rule, heard(talk), question) as Finding).summary).toMatch(/ ws:\/\//);
  });

  it.each([
    [
      'nothing plain either',
      secureUrl,
      [failedHandshake({ error: `ERR_SSL_WRONG_VERSION_NUMBER` }), mute({ reason: 'plain-proof' })],
    ],
    ['plain HTTP was asked', secureUrl, [said()]],
    [
      'a service was guessed by the port, and HTTP is spoken there',
      port,
      [mute({ asked: 'service', service: 'postgresql', outcome: 'silent' }), said({ reason: 'plain-proof' })],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

describe('nginx with a certificate for a port that speaks plain HTTP', () => {
  const listening = listener('0.0.0.0', 8000);
  const stepsOf = (text: string) => {
    const talk = [
      failedHandshake({ error: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
      said({ reason: 'plain-proof' }),
    ];
    const facts = {
      ...heard(talk),
      sockets: known([listening], 'sock_diag'),
      owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([running(42, ['nginx: master process nginx'], { name: 'nginx' })], '/proc'),
      configuration: known(
        [{ path: '/etc/nginx/nginx.conf', text: `http { ${text} }`, modifiedAt: 0 }],
        'nginx',
      ),
    };
    return (verdictOf(rule, facts, { ...secureUrl, local: true }) as Finding).fixes[0]?.steps;
  };
  const edit = (find: string, replace: string) => ({
    do: 'edit',
    file: '/etc/nginx/nginx.conf',
    find,
    replace,
  });
  const look = { do: 'run', command: 'nginx -t' };
  const reload = { do: 'run', command: 'kill -HUP 42' };

  it.each([
    [
      'server { listen 8000; listen [::]:8000 default_server; listen 80; ssl_certificate c.pem; }',
      [
        edit('listen 8000;', 'listen 8000 ssl;'),
        edit('listen [::]:8000 default_server;', 'listen [::]:8000 default_server ssl;'),
        look,
        reload,
      ],
    ],
    [
      'server { listen 8000; listen 8000 quic; ssl_certificate c.pem; }',
      [edit('listen 8000;', 'listen 8000 ssl;'), look, reload],
    ],
    ['server { listen 8000; }', undefined],
    ['server { listen 8000 ssl; ssl_certificate c.pem; }', undefined],
    [
      'server { listen 8000; ssl_certificate c.pem; } server { listen 8000; ssl_certificate d.pem; }',
      undefined,
    ],
    [
      'server { listen 8000; ssl_certificate c.pem; } server { listen *:8000; server_name b.test; }',
      undefined,
    ],
  ])('is told to speak TLS: %s', (text, steps) => expect(stepsOf(text)).toEqual(steps));
});

describe('a page whose policy has browsers fetch its parts by HTTPS', () => {
  const policy = { 'content-security-policy': "default-src 'self';upgrade-insecure-requests" };
  const script = '<script type="module" src="/app.js"></script>';
  const page = (
    body: string,
    headers: Record<string, string> = policy,
    over: Parameters<typeof said>[0] = {},
  ) => [said({ http: answer(200, body, headers), ...over })];

  it.each([
    [script, '/app.js'],
    ['<link href="style.css" rel="stylesheet">', 'style.css'],
    ['<img alt=x src=/a.png>', '/a.png'],
  ])('is told of: %s', (body, part) => {
    const found = (question: typeof url) => verdictOf(rule, heard(page(body)), question);
    expect(found(url)).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      summary: expect.stringContaining(`such as ${part}, by HTTPS`),
    });
    expect(found(port)).toMatchObject({ severity: 'note' });
  });

  it.each([
    ['without that policy', page(script, { 'content-security-policy': "default-src 'self'" })],
    ['without parts of its own', page('<script src="https://cdn.test/a.js"></script><a href="/">')],
    ['that came by HTTPS', page(script, policy, { asked: 'https' })],
    ['at a name that browsers trust', page(script, policy, { name: 'localhost:8000' })],
    ['at port 80, whose parts come from 443', page(script, policy, { port: 80 })],
  ])('is none %s', (_, conversations) =>
    expect(verdictOf(rule, heard(conversations), typed('http://10.77.0.1:8000/'))).toBe('ruled-out'),
  );
});
