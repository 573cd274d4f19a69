import fc from 'fast-check';
import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { blank } from '../../../src/facts/probes/converse.js';
import { recognise } from '../../../src/facts/probes/first-bytes.js';
import {
  headSettled,
  hostHeader,
  looksHttp,
  parseAnswer,
  requestPath,
} from '../../../src/facts/probes/http.js';
import { redirectOf, urlOf } from '../../../src/facts/probes/redirects.js';
import { withRenewals } from '../../../src/facts/probes/renewals.js';
import { alertIn } from '../../../src/facts/probes/tls-alerts.js';
import { handshakeTypes, helloOf12 } from '../../../src/facts/probes/tls-hello.js';
import { udpQuestion } from '../../../src/facts/probes/udp-questions.js';
import { serviceAt } from '../../../src/facts/probes/well-known.js';
import { clients, proxyFor } from '../../../src/facts/proxies/dialects.js';
import { hidePassword, parseProxyUrl } from '../../../src/facts/proxies/proxy-url.js';
import { socksTalk } from '../../../src/facts/proxies/socks.js';
import { realSystem } from '../../../src/system/real.js';
import { byteMutants, expectUnpolluted, fuzz, mutants, repetitions } from '../../support/mutate.js';

const heads = [
  'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 301 Moved\nLocation: //[::1]:8443/a?b#c\nConnection: close\n\n',
  'HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;x=y\r\nhello\r\nffffffff\r\n',
];
const greetings = [
  'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n',
  '220 mail.shop.test ESMTP Postfix\r\n',
  '+OK POP3 ready <1896.697170952@shop.test>\r\n',
  '-ERR unknown command\r\n',
  ':irc.shop.test NOTICE * :*** Looking up your hostname\r\n',
  'INFO {"server_id":"N"}\r\n',
];
const packets = [
  '4a0000000a382e302e333600080000004a5a3f1c2b3c4d5e00ffff080200ffc31500000000000000000000',
  '4500000067534641544c0056464154414c0043323850303100 4d6e6f207067685f68626100 00'.replaceAll(' ', ''),
  '15030300020228',
  '160303003d0200003903031111111111111111111111111111111111111111111111111111111111111111111100002f00001100000b00020100ff01000100002300000e000000',
  '00001204000000000000030000008000040001000000050000ffff',
  '24000000010000000000000001000000080000000000000000000000000000000100000013000000',
  '0300000e0ad000000000000200',
  '41420002090141',
  '01000000000000000a000a0001',
];
const bytes = byteMutants(
  [...heads, ...greetings].map(text => Buffer.from(text)).concat(packets.map(hex => Buffer.from(hex, 'hex'))),
);

const heard = (answer: Buffer): void => {
  const found = recognise(answer);
  expect(typeof (found?.banner ?? '')).toBe('string');
  expect((found?.banner ?? '').length).toBeLessThanOrEqual(320);
  looksHttp(answer);
  headSettled(answer);
  const http = parseAnswer(answer)?.answer ?? null;
  if (http) {
    expect(http.status).toBeGreaterThanOrEqual(100);
    for (const [name, value] of Object.entries(http.headers))
      expect([typeof name, typeof value]).toEqual(['string', 'string']);
    expect(http.body.length).toBeLessThanOrEqual(4096);
  }
  const conversation = { ...blank('127.0.0.1', 80, 'http', 'asked'), http };
  const led = redirectOf(conversation);
  expect(urlOf(conversation)).toMatch(/^http:/);
  if (led) expect([typeof led.host, Number.isInteger(led.port)]).toEqual(['string', true]);
};

it('first bytes, heads and redirects', () => {
  fc.assert(fc.property(bytes, heard), { numRuns: 600 });
  for (const text of [...repetitions(heads), ...repetitions(greetings)]) {
    heard(Buffer.from(text.slice(0, 64 * 1024)));
    heard(Buffer.from(`HTTP/1.1 200 ${text.slice(0, 8000)}\r\n\r\n`));
    heard(Buffer.from(`HTTP/1.1 200 OK\r\nLocation: ${text.slice(0, 30_000)}\r\n\r\n`));
  }
  expectUnpolluted();
});

it('more interim answers than anybody sends', () => {
  heard(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1300)));
  heard(Buffer.from('HTTP/1.1 103 \n\n'.repeat(20_000)));
});

it('records of TLS, alerts and datagrams', () => {
  fc.assert(
    fc.property(byteMutants([Buffer.from(packets[3]!, 'hex'), helloOf12('shop.test')]), record => {
      expect(handshakeTypes(record).every(type => type >= 0 && type < 256)).toBe(true);
    }),
  );
  handshakeTypes(Buffer.alloc(1024 * 1024, 22));
  fuzz(['tlsv1 alert protocol version:SSL alert number 70\n'], text =>
    expect(typeof (alertIn(text) ?? '')).toBe('string'),
  );
  for (const port of [53, 5353, 123, 443, 3478, 9])
    fc.assert(
      fc.property(bytes, answer => {
        expect(typeof (udpQuestion(port).recognise(answer) ?? '')).toBe('string');
      }),
      { numRuns: 50 },
    );
});

it('paths, hosts and names of programs', () => {
  fuzz(['/a/%20b?c=d&e=é#f'], text => {
    const path = requestPath(text);
    expect(path).toMatch(/^\/[\x21-\x7e]*$/);
    expect(hostHeader(text, 80, 'http')).not.toMatch(/%/);
  });
  for (const word of ['constructor', 'toString', '__proto__', 'valueOf']) {
    expect(serviceAt(8000, undefined, word, word)).toBe(null);
    expect(serviceAt(6379, undefined, word, null)).toBe('redis');
  }
});

it('variables of proxies, and what SOCKS says', () => {
  fuzz(['http://ana:secret@10.0.0.1:3128/', 'socks5h://[::1]:1080', 'proxy.lan'], text => {
    const proxy = parseProxyUrl(text);
    if (proxy) expect([typeof proxy.host, Number.isInteger(proxy.port)]).toEqual(['string', true]);
    expect(typeof hidePassword(text)).toBe('string');
  });
  fuzz(
    ['localhost,127.0.0.0/8, .shop.test:8000,[::1],*.lan *,10.0.0.0/33'],
    list => {
      for (const client of clients)
        for (const host of ['www.shop.test', '10.0.0.1', '::1'])
          proxyFor(client, { http_proxy: 'x', NO_PROXY: list, no_proxy: list }, 'http', { host, port: 8000 });
    },
    100,
  );
  const opened = { scheme: 'http', host: 'shop.test', port: 80, asked: true, path: '/' } as const;
  const replies = byteMutants(
    ['0500050000010a0000010050', '0502010005000001', '005a00000000', '05ff'].map(hex =>
      Buffer.from(hex, 'hex'),
    ),
  );
  fc.assert(
    fc.property(
      replies,
      fc.constantFrom('socks4a', 'socks5'),
      fc.constantFrom(null, 'a:b', ':'),
      (reply, scheme, credentials) => {
        const talk = socksTalk({ scheme, host: 'p', port: 1080, credentials }, opened);
        for (let length = 0; length <= Math.min(reply.length, 32); length++) talk(reply.subarray(0, length));
      },
    ),
    { numRuns: 300 },
  );
});

it('files that may hold a newer certificate', async () => {
  const validTo = Date.UTC(2026, 0, 1);
  const leaf = { subject: 'CN=a', issuer: 'CN=a', validTo, fingerprint: 'x' };
  const conversation = { ...blank('127.0.0.1', 443, 'https', 'asked'), tls: { chain: [leaf] } };
  const probes = [{ conversations: [conversation] }] as never;
  const pem =
    'ssl_certificate /etc/ssl/shop.pem;\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  const look = async (text: string) => {
    const files = known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'the test');
    const system = { ...realSystem, read: () => text.slice(0, 256 * 1024) };
    expect(await withRenewals(system, probes, files, [], Date.UTC(2026, 1, 1))).toHaveLength(1);
  };
  await fc.assert(fc.asyncProperty(mutants([pem]), look), { numRuns: 50 });
  for (const text of [
    ...repetitions([pem], 3),
    'QUJD'.repeat(50_000),
    'cer+'.repeat(50_000),
    '-----BEGIN CERTIFICATE-----\n'.repeat(8000),
  ])
    await look(text);
});
