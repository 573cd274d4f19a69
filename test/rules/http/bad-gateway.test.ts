import { describe, expect, it } from 'vitest';
import { known, partial } from '../../../src/facts/fact.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import type { Passing, UpstreamState } from '../../../src/facts/upstreams/types.js';
import { hostPassed } from '../../../src/programs/proxies/host-passed.js';
import type { Upstream } from '../../../src/programs/proxies/upstream.js';
import { rule } from '../../../src/rules/http/bad-gateway.js';
import { rule as hostCheck } from '../../../src/rules/http/host-not-allowed.js';
import type { Finding } from '../../../src/rules/rule.js';
import { rule as handshake } from '../../../src/rules/tls/handshake.js';
import { listener, verdictOf } from '../../support/ground.js';
import {
  answer,
  attempt,
  certificate,
  heard,
  mute,
  nginxOn8000,
  port,
  said,
  shaken,
  unshaken,
  url,
} from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

const upstream = (conversations: readonly Conversation[], more: Partial<Upstream> = {}) =>
  upstreamState(
    { file: '/etc/proxy.conf', line: 3, text: 'server a 127.0.0.1:3000', ...more },
    { probes: [attempt(conversations, { address: '127.0.0.1', port: 3000, because: 'upstream' })] },
  );
const gone: UpstreamState = {
  ...upstream([]),
  probes: [attempt([], { address: '127.0.0.1', port: 3000, outcome: 'refused', errno: 'ECONNREFUSED' })],
};
const judged = (end: Conversation, passing: Partial<Passing>, more = {}) =>
  verdictOf(
    rule,
    heard([end], {
      upstreams: known({ proxy: 'haproxy', upstreams: [], logged: null, ...passing }, 'the test'),
      ...more,
    }),
    url,
  );

const bad = said({ http: answer(400) });
const inTls = said({ asked: 'https', reason: 'tls-proof', tls: shaken() });

it.each([
  ['hangs up, for nobody is there', mute(), { upstreams: [gone] }, '127.0.0.1:3000'],
  ['asks HTTPS in HTTP', bad, { upstreams: [upstream([said({ http: answer(400) }), inTls])] }, 'HTTPS'],
  [
    'passes HTTP/1 on to gRPC, and its frames back',
    said({ http: null, protocol: 'http2', outcome: 'answered' }),
    { proxy: 'nginx', upstreams: [upstream([said({ http: null, protocol: 'http2' })])] },
    'speaks HTTP/2',
  ],
  [
    'begins with a header that the application takes for the request',
    mute({ outcome: 'answered', firstBytes: "<p>Message: Bad request version ('8080').</p>" }),
    { proxy: 'haproxy', upstreams: [upstream([said()], { raw: true, proxyHeader: true })] },
    'begins with a header of the PROXY protocol',
  ],
  [
    'passes gRPC on to HTTP/1',
    said({ http: answer(502) }),
    {
      proxy: 'nginx',
      upstreams: [
        upstream([said({ asked: 'service', http: answer(400), protocol: 'http' })], { protocol: 'grpc' }),
      ],
    },
    'speaks HTTP, and the proxy speaks gRPC to it',
  ],
  [
    'begins with a PROXY line',
    bad,
    { upstreams: [upstream([said()], { proxyHeader: true })] },
    'PROXY protocol',
  ],
  [
    'has no backend for the request',
    said({ http: answer(503, 'No server is available to handle this request.') }),
    { upstreams: [upstream([said()])] },
    'no server of its configuration',
  ],
  [
    'is in a container, and means that by localhost',
    said({ http: answer(502) }),
    { proxy: 'nginx', upstreams: [{ ...upstream([]), probes: [], inside: { nobody: true } }] },
    'Its localhost is its own container, and nothing listens on port 3000 there',
  ],
  ['is lighttpd, and says nothing', said({ http: answer(503) }), { proxy: 'lighttpd' }, 'lighttpd'],
  [
    'is lighttpd, which says 500 for a backend that hangs up',
    said({ http: answer(500) }),
    { proxy: 'lighttpd', upstreams: [upstream([mute()])] },
    'hangs up without an answer',
  ],
  [
    'is Apache, which says 500 for a handshake that plain HTTP answers',
    said({ http: { ...answer(500), reason: 'Proxy Error' } }),
    { proxy: 'Apache', upstreams: [upstream([said({ reason: 'plain-proof' })], { protocol: 'https' })] },
    'speaks HTTP, and the proxy speaks HTTPS to it',
  ],
  [
    'is kept from a listener by a rule',
    said({ http: answer(502) }),
    { upstreams: [{ ...gone, elsewhere: { name: 'node', place: '0.0.0.0:3000', denied: false } }] },
    'node listens on 0.0.0.0:3000, and a connection to 127.0.0.1:3000 is refused all the same',
  ],
])('finds that a proxy %s', (_, end, passing, words) => {
  expect(judged(end, passing)).toMatchObject({
    severity: 'error',
    summary: expect.stringContaining(words),
  });
});

it('leaves a 500 to nginx, and to the application behind lighttpd that works', () => {
  const fails = said({ http: answer(500) });
  expect(judged(fails, { proxy: 'nginx', upstreams: [upstream([mute()])] })).toBe('ruled-out');
  expect(judged(fails, { proxy: 'lighttpd', upstreams: [upstream([fails])] })).toBe('ruled-out');
  // Another upstream than the one whose handshake failed may be gone.
  const handshake = said({ http: { ...answer(500), reason: 'Proxy Error' } });
  expect(judged(handshake, { proxy: 'Apache', upstreams: [gone] })).toMatchObject({
    summary: expect.stringContaining('its TLS handshake with the application fails'),
  });
});

it.each([
  [{ validTo: 1000 }, 'the certificate of the application has expired, which Apache minds'],
  [{ names: ['shop.test'] }, 'is for shop.test and not for 127.0.0.1, which Apache minds'],
])('tells what Apache minds of a certificate: %j', (over, words) => {
  const tls = shaken({ chain: [certificate(over)] });
  const behind = upstream([said({ asked: 'https', tls })], { protocol: 'https' });
  const fails = said({ http: { ...answer(500), reason: 'Proxy Error' } });
  const machine = known({ uid: 0, now: 2000 }, 'the test');
  expect(judged(fails, { proxy: 'apache2', upstreams: [behind] }, { machine })).toMatchObject({
    summary: expect.stringContaining(words),
  });
});

describe('a proxy that passes on bytes', () => {
  const waits = mute({ reason: 'wait', asked: 'listen', outcome: 'silent' });
  const silent = mute({ outcome: 'silent' });
  const asked = (
    end: Conversation,
    behind: readonly Conversation[],
    speaks: UpstreamState['speaks'],
    by = port,
  ) =>
    verdictOf(
      rule,
      heard([end], {
        upstreams: known(
          {
            proxy: 'haproxy',
            upstreams: [{ ...upstream(behind, { raw: true }), ...(speaks && { speaks }) }],
            logged: null,
          },
          'the test',
        ),
      }),
      by,
    );
  it.each([
    ['hangs up on HTTP', mute(), [mute(), waits], 'other'],
    ['hangs up on HTTP, and is not known', mute(), [mute(), waits], undefined],
    ['is silent', silent, [silent], 'other'],
    ['is silent, and is not known', silent, [silent], undefined],
  ] as const)('is not to blame for who %s, where a port alone was asked', (_, end, behind, speaks) => {
    expect(asked(end, behind, speaks)).toBe('ruled-out');
    expect(asked(end, behind, speaks, url)).toMatchObject({ severity: 'error' });
  });
  it('is not to blame, nor any protocol, for who accepts nothing', () => {
    const deaf = { ...upstream([silent], { raw: true }), unaccepted: true as const };
    const world = { upstreams: known({ proxy: 'haproxy', upstreams: [deaf], logged: null }, 'the test') };
    expect(verdictOf(rule, heard([silent], world), port)).toMatchObject({ severity: 'error' });
  });
  it('tells of another machine behind it by what it does itself', () => {
    const far = { ...upstream([], { raw: true }), probes: [] };
    const says = (...said: readonly Conversation[]) =>
      verdictOf(
        rule,
        heard(said, { upstreams: known({ proxy: 'haproxy', upstreams: [far], logged: null }, 'the test') }),
        port,
      );
    expect(says(silent)).toBe('ruled-out');
    const knocks = (...connections: readonly (readonly [made: boolean, to: number])[]) => {
      const made = connections.map(([made, to]) => ({
        pid: 42,
        remote: { address: '127.0.0.1', port: to },
        made,
      }));
      const other = { ...upstream([], { raw: true, port: 3001 }), probes: [] };
      const upstreams = known({ proxy: 'haproxy', upstreams: [far, other], logged: null }, 'the test');
      return verdictOf(rule, heard([silent], { upstreams, outgoing: known(made, 'the test') }), port);
    };
    expect(knocks([false, 3000])).toMatchObject({ severity: 'error' });
    expect(knocks([true, 3000])).toBe('ruled-out');
    expect(knocks([false, 53])).toBe('ruled-out');
    // A health check tries the other one.
    expect(knocks([false, 3000], [true, 3001])).toBe('ruled-out');
    expect(says(mute({ ms: 20 }), { ...waits, ms: 300 })).toBe('ruled-out');
    // It tried a dead one again and again.
    expect(says(mute({ ms: 3000 }), { ...waits, ms: 300 })).toMatchObject({ severity: 'error' });
    expect(says(mute(), mute({ reason: 'wait', asked: 'listen' }))).toMatchObject({ severity: 'error' });
    // What is answered in TLS is the application's own word: redis behind stunnel.
    const proof = said({ reason: 'tls-proof', asked: 'tls', protocol: 'redis', http: null });
    expect(says(mute({ asked: 'service' }), proof)).toBe('ruled-out');
  });
  it('is to blame for whom it cannot connect to, though it shakes hands by itself', () => {
    const proof = said({ reason: 'tls-proof', asked: 'tls', protocol: 'tls', http: null });
    const behind = (state: UpstreamState) =>
      verdictOf(
        rule,
        heard([mute({ asked: 'service' }), proof], {
          upstreams: known({ proxy: 'stunnel', upstreams: [state], logged: null }, 'the test'),
        }),
        port,
      );
    const raw = { ...gone, upstream: { ...gone.upstream, raw: true as const } };
    expect(behind(raw)).toMatchObject({ severity: 'error' });
    expect(behind({ ...upstream([mute()], { raw: true }), speaks: 'http' })).toBe('ruled-out');
  });
  it('says itself that it has no server, as PgBouncer does', () => {
    const behind = (banner: string) => {
      const end = said({ asked: 'service', protocol: 'postgresql', http: null, banner });
      const raw = { ...gone, upstream: { ...gone.upstream, raw: true as const } };
      const upstreams = known({ proxy: 'pgbouncer', upstreams: [raw], logged: null }, 'the test');
      return verdictOf(rule, heard([end], { upstreams }), port);
    };
    for (const words of [
      'query_wait_timeout',
      'server login has been failing, cached error: connect failed (server_login_retry)',
    ])
      expect(behind(`FATAL 08P01: ${words}`)).toMatchObject({
        severity: 'error',
        evidence: expect.arrayContaining([
          expect.objectContaining({ says: `FATAL 08P01: ${words} from pgbouncer` }),
        ]),
      });
    expect(behind('FATAL 08P01: no such database: postgres')).toBe('ruled-out');
  });
  it('may not like the certificate of who answers everybody else in TLS', () => {
    const spoken = said({ asked: 'https', protocol: 'redis', http: null, tls: shaken() });
    const hungUp = mute({ reason: 'wait', asked: 'listen' });
    const wanted = said({ reason: 'client-certificate', asked: 'tls', protocol: 'tls', http: null });
    const behind = (
      more: Conversation,
      to: Partial<UpstreamState['upstream']>,
      answer = spoken,
      over: Partial<UpstreamState> = {},
    ) =>
      verdictOf(
        rule,
        heard([mute(), more], {
          upstreams: known(
            {
              proxy: 'stunnel4',
              upstreams: [
                { ...upstream([answer, wanted], { raw: true, protocol: 'https', ...to }), ...over },
              ],
              logged: null,
            },
            'the test',
          ),
        }),
        port,
      );
    const found = behind(hungUp, { verifies: 'ca-file' });
    expect(found).toMatchObject({ severity: 'error', fixes: [{ text: expect.stringContaining('CAfile') }] });
    // Who waits for words of its own is no stranger to its proxy.
    expect(behind(waits, { verifies: 'ca-file' })).toBe('ruled-out');
    expect(behind(hungUp, {})).toBe('ruled-out');
    const end = mute({ asked: 'https', tls: shaken() });
    const closed = behind(hungUp, { verifies: 'ca-file' }, end);
    expect(closed).toMatchObject({ summary: expect.stringContaining('hangs up without an answer') });
    const strange = behind(hungUp, { verifies: 'ca-file' }, end, { speaks: 'other' });
    expect(strange).toMatchObject({ summary: expect.stringContaining('an authority in its CA file') });
    const plain = behind(hungUp, {}, said({ reason: 'plain-proof', asked: 'http' }));
    expect(plain).toMatchObject({
      summary: expect.stringContaining('speaks HTTP, and the proxy speaks HTTPS'),
    });
  });
  it.each([
    ['hangs up, and speaks HTTP', mute(), [mute(), waits], 'http'],
    ['is silent, and speaks HTTP', silent, [silent], 'http'],
    ['is silent, and is to greet', silent, [silent], 'server-first'],
    ['hangs up on everybody', mute(), [mute(), mute({ reason: 'wait', asked: 'listen' })], undefined],
  ] as const)('gets nothing from who %s', (_, end, behind, speaks) =>
    expect(asked(end, behind, speaks)).toMatchObject({ severity: 'error' }),
  );
});

it('blames a handshake that ends on who is behind a proxy that passes bytes on, and on no other', () => {
  const cut = mute({ asked: 'https', tls: unshaken() });
  expect(judged(cut, { upstreams: [gone] })).toBe('ruled-out');
  const raw = { ...gone, upstream: { ...gone.upstream, raw: true as const } };
  expect(judged(cut, { upstreams: [raw] })).toMatchObject({ severity: 'error' });
  expect(handshake.explainedBy).toContain(rule.code);
});

it('takes the words of a proxy behind nginx for no refusal of its own, and says whom to ask next', () => {
  const answered = said({ http: answer(503, 'No server is available to handle this request.') });
  const next = upstream([{ ...answered, address: '127.0.0.1', port: 3000 }], { path: null });
  expect(judged(answered, { proxy: 'nginx', upstreams: [next] })).toMatchObject({
    severity: 'error',
    fixes: [{ text: expect.stringContaining('netcheck why http://127.0.0.1:3000/') }, expect.anything()],
  });
  // uwsgi answers in HTTP, and is not asked in it.
  const byUwsgi = upstream([{ ...answered, asked: 'service' }], { protocol: 'uwsgi' });
  expect((judged(answered, { proxy: 'nginx', upstreams: [byUwsgi] }) as Finding).fixes).toHaveLength(1);
});

it('blames nobody that lighttpd cannot connect to for its 500, which it says of a script that fails', () =>
  expect(judged(said({ http: answer(500) }), { proxy: 'lighttpd', upstreams: [gone] })).toBe('ruled-out'));

describe('where one of several upstreams is gone', () => {
  const again = { asked: 8, failed: Array(4).fill(said({ http: answer(502) })) };
  const passing = { proxy: 'nginx', upstreams: [upstream([said()]), gone], again };

  it.each([
    ['answered', 200],
    ['failed', 502],
  ])('says how many requests fail, the first of which was %s', (_, status) =>
    expect(judged(said({ http: answer(status) }), passing)).toMatchObject({
      severity: 'error',
      byLuck: true,
      outcome: 'ok',
      summary: expect.stringMatching(/on to 2 upstreams, and of 8 requests 4 failed.*nothing listens on 127/),
    }),
  );

  it('blames no limit of the proxy on it that turns quick requests away', () => {
    const limited = said({ http: answer(503, '<h1>503 Service Temporarily Unavailable</h1>') });
    const line =
      'connect() failed (111: Connection refused), request: "GET / HTTP/1.1", upstream: "127.0.0.1:3000"';
    const logged = { path: '/var/log/nginx/error.log', line };
    const over = { ...passing, again: { asked: 8, failed: [limited] }, logged };
    expect(judged(said(), over)).toBe('ruled-out');
    const denied = said({ http: answer(503, 'No server is available to handle this request.') });
    const well = { upstreams: [upstream([said()])], proxy: 'haproxy' };
    expect(judged(said(), { ...well, again: { asked: 8, failed: [denied] } })).toBe('ruled-out');
    // Beside one that fails, it is not what is told of.
    expect(
      judged(said(), { ...over, again: { asked: 8, failed: [limited, ...again.failed] } }),
    ).toMatchObject({
      summary: expect.stringContaining('of 8 requests 4 failed'),
    });
  });

  it('names one on another machine where that is the only one, or its proxy does', () => {
    const far = (host: string) =>
      upstreamState({ host, text: `server ${host}:3000` }, { addresses: [host], probes: [] });
    const [one, other] = [far('10.77.0.7'), far('10.77.0.8')];
    const summary = (more: Partial<Passing>) => judged(said(), { ...passing, ...more }) as Finding;
    expect(summary({ upstreams: [upstream([said()]), one] }).summary).toContain('10.77.0.7');
    expect(summary({ upstreams: [one, other] }).summary).not.toContain('10.77.0.');
    const logged = { path: '/log', line: 'upstream: "http://10.77.0.8:3000/"' };
    expect(summary({ upstreams: [one, other], logged }).summary).toContain('10.77.0.8');
  });
});

it('sends an ordinary user to root for where the proxy leads, and nobody who is root', () => {
  const advised = (uid: number) =>
    judged(said({ http: answer(502) }), { proxy: 'nginx' }, { machine: known({ uid }, 'the test') });
  const asRoot = 'With sudo, netcheck looks into both.';
  expect(advised(1000)).toMatchObject({ fixes: [{ text: expect.stringContaining(asRoot) }] });
  expect(advised(0)).toMatchObject({ fixes: [{ text: expect.not.stringContaining(asRoot) }] });
});

it('says that the machine has no local port left for the upstream, and not that the application is gone', () => {
  const failed = { address: '127.0.0.1', port: 3000, outcome: 'failed', errno: 'EADDRNOTAVAIL' } as const;
  const passing = { proxy: 'nginx', upstreams: [{ ...gone, probes: [attempt([], failed)] }] };
  expect(judged(said({ http: answer(502) }), passing)).toMatchObject({
    summary: expect.stringContaining('no local port left for a connection to 127.0.0.1:3000'),
    fixes: [{ text: expect.stringContaining('ip_local_port_range') }],
  });
});

it.each([
  [
    true,
    'connect() to 10.77.0.7:3000 failed (99: Cannot assign requested address) while connecting to upstream',
  ],
  [true, '(99)Cannot assign requested address: AH00957: http: attempt to connect to 10.77.0.7:3000 failed'],
  [false, 'bind(10.9.9.9) failed (99: Cannot assign requested address) while connecting to upstream'],
  [false, 'connect() to 10.77.0.7:3000 failed (111: Connection refused) while connecting to upstream'],
])('says so of another machine by the log of the proxy: %s, %s', (found, line) => {
  const far = upstreamState({ host: '10.77.0.7' }, { addresses: ['10.77.0.7'], probes: [] });
  const passing = { proxy: 'nginx', upstreams: [far], logged: { path: '/log', line } };
  const { summary } = judged(said({ http: answer(502) }), passing) as Finding;
  expect(summary.includes('no local port left for a connection to 10.77.0.7:3000')).toBe(found);
});

it('does not say so of ::1 where IPv6 is off', () => {
  const failed = { address: '::1', port: 3000, outcome: 'failed', errno: 'EADDRNOTAVAIL' } as const;
  const off = { ...gone, addresses: ['::1'], probes: [attempt([], failed)] };
  expect(judged(said({ http: answer(502) }), { proxy: 'nginx', upstreams: [off] })).toMatchObject({
    summary: expect.not.stringContaining('no local port left'),
  });
});

it.each([
  ['a bad request that the application gives everybody', bad, { upstreams: [upstream([bad])] }],
  ['a bad request whose upstream is down', bad, { upstreams: [gone] }],
  [
    'a database behind a proxy that passes on bytes, which hangs up on HTTP',
    mute(),
    {
      upstreams: [
        upstream([mute(), said({ reason: 'service', protocol: 'redis', http: null })], { raw: true }),
      ],
    },
  ],
  ['a proxy that hangs up by itself', mute(), { upstreams: [upstream([said()])] }],
  ['a 503 of the application', said({ http: answer(503, 'later') }), { upstreams: [upstream([said()])] }],
  [
    'a 502 of the application, which it gives without its proxy too',
    said({ http: answer(502, 'no payments') }),
    { upstreams: [upstream([said({ http: answer(502, 'no payments') })])] },
  ],
  [
    'a 502 of an application in Node, which had no answer itself',
    said({ http: answer(502, 'connect ECONNREFUSED 127.0.0.1:4000') }),
    { upstreams: [upstream([said({ http: answer(502, 'connect ECONNREFUSED 127.0.0.1:4000') })])] },
  ],
])('does not blame the way for %s', (_, end, passing) => {
  expect(judged(end, passing)).toBe('ruled-out');
});

it.each([
  ['/srv', ['chmod o+x /srv']],
  ['/root', []],
])("opens the way to a socket under %s, but for root's own folder", (path, steps) => {
  const asUser = { uid: 33, gid: 33, name: 'www-data' };
  const closed = [{ path, right: 'x' as const, change: 'o+x' }];
  const socket = { path: `${path}/a`, kind: 'socket' as const, listening: true, closed, asUser };
  const state = { ...upstream([]), probes: [], socket: { uid: 0, gid: 0, mode: 0o777, ...socket } };
  const told = judged(said({ http: answer(502) }), { upstreams: [state] });
  const fixes = (told as { fixes?: readonly { steps?: readonly { command: string }[] }[] }).fixes ?? [];
  expect(fixes.flatMap(each => each.steps ?? []).map(({ command }) => command)).toEqual(steps);
});

it.each([
  ['a proxy of its own', 'Error occurred while trying to proxy: localhost:8000/', {}],
  ['nginx with a page of its own', 'We are back soon', { server: 'nginx/1.26.0' }],
  ['the page that comes with nginx', '<p><em>Faithfully yours, nginx.</em></p>', {}],
])('blames the way where what answers behind the proxy is %s', (_, body, headers) => {
  const behind = upstream([said({ http: answer(502, body, headers) })]);
  expect(judged(said({ http: answer(502, body) }), { upstreams: [behind] })).toMatchObject({
    severity: 'error',
  });
});

it.each([
  ['no live upstreams while connecting to upstream', 'max_fails'],
  ['no resolver defined to resolve api.internal', 'resolver'],
  ['SSL_do_handshake() failed (tlsv1 unrecognized name) while SSL handshaking to upstream', 'SNI'],
  ['(SSL: error:0A000438:… internal error:SSL alert number 80) while SSL handshaking to upstream', 'SNI'],
  ['upstream timed out (110: Connection timed out) while reading response header', 'takes longer'],
  ['(70007)The timeout specified has expired: AH01102: error reading status line', 'takes longer'],
  ['upstream sent too big header while reading response header', 'buffer'],
  ['upstream sent duplicate header line: "Transfer-Encoding: chunked", previous value', 'rules of HTTP'],
  ['upstream sent invalid header: "X\\x20..." while reading response header', 'rules of HTTP'],
  ['connect() to unix:/run/g.sock failed (11: Resource temporarily unavailable)', 'queue'],
  [
    'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    'its worker is ended',
  ],
  [
    'upstream prematurely closed connection while reading response header from upstream',
    'its worker is ended',
  ],
])('says what nginx means by: %s', (line, words) => {
  const passing = { proxy: 'nginx', logged: { path: '/var/log/nginx/error.log', line } };
  expect(judged(said({ http: answer(502) }), passing)).toMatchObject({
    summary: expect.stringContaining(words),
  });
});

describe('a proxy that passes requests on to its own port', () => {
  const reset = 'recv() failed (104: Connection reset by peer) while reading response header from upstream';
  const nginx502 = said({ http: answer(502, '', { server: 'nginx/1.22.1' }) });
  const asked = (line: string, talk = nginx502) => {
    const own = upstream([talk], { port: 8000, text: 'proxy_pass http://127.0.0.1:8000' });
    const logged = { path: '/var/log/nginx/error.log', line };
    return judged(nginx502, { proxy: 'nginx', logged, upstreams: [own] }) as Finding;
  };

  it('is told, and nobody is sent round in it once more', () => {
    const found = asked(`${reset}, client: 127.0.0.1, upstream: "http://127.0.0.1:8000/", host: "x"`);
    expect(found.summary).toContain('passes requests on to itself');
    expect(found.fixes).toHaveLength(1);
  });

  it.each([
    ['another site has its application elsewhere', `${reset}, upstream: "http://127.0.0.1:9000/"`, undefined],
    ['it hangs up', 'upstream prematurely closed connection, upstream: "http://127.0.0.1:8000/"', undefined],
    ['another program is there', `${reset}, upstream: "http://127.0.0.1:8000/"`, said({ http: answer(200) })],
  ])('is not told where %s', (_, line, talk) => expect(asked(line, talk).summary).not.toContain('to itself'));
});

it('is what nginx is told to answer, where the path leads to no application', () => {
  const facts = heard([said({ http: answer(502, '', { server: 'nginx' }), port: 8000 })], {
    ...nginxOn8000('server { listen 8000; location / { return 502; } }', 0),
    upstreams: known({ proxy: 'nginx', upstreams: [], logged: null }, 'the test'),
  });
  expect(verdictOf(rule, facts, url)).toMatchObject({
    summary: expect.stringContaining('by itself, for its own configuration says so: return 502'),
    headline: 'the proxy is told to answer so',
  });
});

it('names the last of several proxies in a row, and the way to it', () => {
  const fronts = [
    { proxy: 'haproxy', upstream: upstream([], { text: 'server a 127.0.0.1:8080' }).upstream },
    { proxy: 'apache2', upstream: upstream([], { text: 'ProxyPass / http://127.0.0.1:8081/' }).upstream },
  ];
  expect(judged(said({ http: answer(502) }), { proxy: 'nginx', fronts, upstreams: [gone] })).toMatchObject({
    summary: expect.stringContaining('nginx behind apache2 behind haproxy works, but'),
    evidence: expect.arrayContaining(
      ['502 from haproxy', 'server a', 'ProxyPass'].map(words =>
        expect.objectContaining({ says: expect.stringContaining(words) }),
      ),
    ),
  });
});

it('says that Caddy does not take the certificate of its application', () => {
  const behind = (untrusted: string | null, status: number, name: string, host: string) => {
    const tls = shaken({ untrusted, chain: [certificate({ names: [name] })] });
    return upstream([said({ asked: 'https', tls, http: answer(status) })], { protocol: 'https', host });
  };
  const judge = (untrusted: string | null, status = 200, name = '127.0.0.1', host = '127.0.0.1') =>
    judged(said({ http: answer(502) }), {
      proxy: 'caddy',
      upstreams: [behind(untrusted, status, name, host)],
    });
  const words = { summary: expect.stringContaining('which Caddy minds') };
  expect(judge('DEPTH_ZERO_SELF_SIGNED_CERT')).toMatchObject(words);
  expect(judge(null)).not.toMatchObject(words);
  expect(judge(null, 200, '127.0.0.2')).toMatchObject(words);
  expect(judge(null, 200, '0:0:0:0:0:0:0:1', '::1')).not.toMatchObject(words);
  expect(judge(null, 200, 'app.test')).toMatchObject({
    ...words,
    fixes: [{ text: expect.stringContaining('tls_server_name app.test') }],
  });
  // It fails by itself whom Caddy was told to let through to it.
  expect(judge('DEPTH_ZERO_SELF_SIGNED_CERT', 502)).not.toMatchObject(words);
});

it('says that a development server does not take the certificate of its application', () => {
  const untrusted = 'DEPTH_ZERO_SELF_SIGNED_CERT';
  const judge = (verifies: 'node' | undefined, status = 200, tls = shaken({ untrusted })) =>
    judged(said({ http: answer(500, `Error occurred while trying to proxy: shop.test/${'x'.repeat(80)}`) }), {
      proxy: 'vite',
      upstreams: [
        upstream([said({ asked: 'https', tls, http: answer(status) })], {
          protocol: 'https',
          ...(verifies && { verifies }),
        }),
      ],
    });
  expect(judge('node')).toMatchObject({
    summary: expect.stringContaining(`is not trusted by Node (${untrusted})`),
    fixes: [{ text: expect.stringContaining('secure: false') }],
  });
  expect(judge(undefined)).toBe('ruled-out');
  expect(judge('node', 200, shaken())).toBe('ruled-out');
  // It fails whoever asks it.
  expect(judge('node', 500)).toBe('ruled-out');
});

it('sees by its log that nginx has not read what its file says by now', () => {
  const line = (place: string, path = '/') =>
    `connect() failed (111: Connection refused) while connecting to upstream, request: "GET ${path} HTTP/1.1", upstream: "http://${place}/"`;
  const judge = (logged: string, text = '# proxy_pass http://127.0.0.1:2999;') =>
    judged(
      said({ http: answer(502) }),
      {
        proxy: 'nginx',
        upstreams: [upstream([said({ http: answer(200) })])],
        logged: { path: '/var/log/nginx/error.log', line: logged },
      },
      { configuration: known([{ path: '/a.conf', text, modifiedAt: 0 }], 'the test') },
    );
  const words = { summary: expect.stringContaining('nginx has not read it since') };
  expect(judge(line('127.0.0.1:2999'))).toMatchObject(words);
  expect(judge(line('127.0.0.1:3000'))).not.toMatchObject(words);
  expect(judge(line('127.0.0.1:2999', '/api'))).not.toMatchObject(words);
  // It is asked for an error's page.
  expect(
    judge(line('127.0.0.1:2999'), 'location @404 { proxy_pass http://127.0.0.1:2999; }'),
  ).not.toMatchObject(words);
});

it('says by what HAProxy takes the certificate of its application', () => {
  const judge = (more: Partial<UpstreamState['upstream']>, status = 200) =>
    judged(said({ http: answer(503, 'No server is available to handle this request.') }), {
      proxy: 'haproxy',
      upstreams: [
        upstream([said({ asked: 'https', tls: shaken(), http: answer(status) })], {
          protocol: 'https',
          text: 'server a 127.0.0.1:3000 ssl ca-file /etc/ca.pem',
          ...more,
        }),
      ],
    });
  const words = { summary: expect.stringContaining('takes its certificate only if it is by') };
  expect(judge({ verifies: 'ca-file' })).toMatchObject({
    summary: expect.stringContaining('an authority in /etc/ca.pem'),
  });
  expect(judge({})).not.toMatchObject(words);
  // It fails whoever asks it.
  expect(judge({ verifies: 'ca-file' }, 503)).not.toMatchObject(words);
});

it('says what makes PHP-FPM hang up, but for a unix socket', () => {
  const judge = (at: Parameters<typeof upstream>[1]) =>
    judged(said({ http: answer(502) }), {
      proxy: 'nginx',
      upstreams: [upstream([mute({ outcome: 'closed' })], { protocol: 'fastcgi', ...at })],
    });
  const words = { fixes: [{ text: expect.stringContaining('listen.allowed_clients') }, {}] };
  expect(judge({})).toMatchObject(words);
  expect(judge({ path: '/run/php.sock' })).not.toMatchObject(words);
});

const fileOf = (text: string) => [{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }];
const conf = (text: string) => ({ configuration: known(fileOf(text), 'the test') });
const welcome = upstream([said({ name: '10.77.0.1:3000' })]);
const site = (more: string) =>
  `http { server { listen 8000; location / { ${more}proxy_pass http://app_server; } } }`;

it('tells a Host header that nginx changes from one that the application does not know', () => {
  const verdict = (more: string, fronts?: Passing['fronts']) => {
    const host = hostPassed(fileOf(site(more)), 'nginx', { port: 8000, host: '10.77.0.1', path: '/' });
    const passing = {
      proxy: 'nginx',
      upstreams: [welcome],
      logged: null,
      ...(host && { host }),
      ...(fronts && { fronts }),
    };
    return verdictOf(
      hostCheck,
      heard([bad], { upstreams: known(passing, 'the test'), ...conf(site(more)) }),
      url,
    );
  };
  expect(verdict('')).toMatchObject({
    severity: 'error',
    summary: expect.stringContaining('app_server'),
    fixes: [{ title: expect.stringContaining('proxy_set_header Host $host;') }],
  });
  expect(verdict('proxy_set_header Host other.test; ')).toMatchObject({
    summary: expect.stringContaining('other.test'),
  });
  expect(verdict('', [{ proxy: 'haproxy', upstream: gone.upstream }])).toMatchObject({
    summary: expect.stringContaining(
      'behind nginx behind haproxy does not accept the Host header that nginx sends',
    ),
  });
  expect(verdict('proxy_set_header Host $host; ')).toBe('ruled-out');
});

it.each([502, 503, 504])(
  'takes the %d of a proxy for no word of the application about a Host header',
  status => {
    const passing = known({ proxy: 'nginx', upstreams: [welcome], logged: null }, 'the test');
    const heardOf = heard([said({ http: answer(status) })], { upstreams: passing, ...conf(site('')) });
    expect(verdictOf(hostCheck, heardOf, url)).toBe('ruled-out');
  },
);

it('takes an answer by luck for no word about a Host header', () => {
  const again = { asked: 8, failed: [said({ http: answer(502) })] };
  const passing = known({ proxy: 'nginx', upstreams: [welcome, gone], logged: null, again }, 'the test');
  expect(verdictOf(hostCheck, heard([said()], { upstreams: passing, ...conf(site('')) }), url)).toBe(
    'ruled-out',
  );
});

it.each(['<h1>502 Bad Gateway</h1>', ''])(
  'still blames the way where the upstream may be a proxy that fails in its turn: %s',
  body => {
    const own = said({ http: answer(502, body) });
    expect(judged(own, { upstreams: [upstream([own])] })).toMatchObject({ severity: 'error' });
  },
);

it('leaves open whom a hidden program passes requests on to where that fails', () => {
  const hidden = partial({ pidsByInode: {}, hidden: [1] }, '/proc/PID/fd', 'needs root');
  const seen = { owners: hidden, sockets: known([listener('0.0.0.0', 8000, { inode: 1 })], 'the test') };
  const asked = (status: number, more = seen) =>
    judged(said({ http: answer(status) }), { proxy: null }, more);
  expect(asked(500)).toMatch(/^unchecked: .* without root/);
  expect(asked(200)).toBe('ruled-out');
  expect(asked(500, { ...seen, owners: known({ pidsByInode: {}, hidden: [] }, 'the test') as never })).toBe(
    'ruled-out',
  );
});

it.each([
  [200, 'ruled-out'],
  [503, 'error'],
])(
  'goes by the answer in plain text of a proxy that was asked in TLS and has none: %d',
  (status, expected) => {
    const passing = { proxy: 'varnishd', upstreams: [gone], logged: null };
    const silent = mute({ asked: 'https', outcome: 'silent' });
    const found = verdictOf(
      rule,
      heard([silent, said({ reason: 'plain-proof', http: answer(status) })], {
        upstreams: known(passing, 'the test'),
      }),
      url,
    );
    expect(typeof found === 'string' ? found : found.severity).toBe(expected);
  },
);

it('sends to the application of an address that it does not ask itself', () => {
  const upstreams = [upstreamState({ host: '172.17.0.2' })];
  expect(judged(said({ http: answer(502) }), { proxy: 'nginx', upstreams })).toMatchObject({
    summary: expect.stringContaining('another machine, or a container of this one'),
    fixes: [{ text: expect.stringContaining('  netcheck why 172.17.0.2:3000\n') }],
  });
});

it('says which page is late, and asks for it', () => {
  const late = upstream([mute({ outcome: 'silent', path: '/report?x=1', ms: 2400 })]);
  expect(judged(said({ http: answer(504), path: '/report' }), { upstreams: [late] })).toMatchObject({
    summary: expect.stringContaining('does not answer GET /report in 2.4 s'),
    fixes: [
      { text: expect.stringContaining("netcheck why 'http://127.0.0.1:3000/report?x=1'") },
      { text: expect.stringContaining('timeout server') },
    ],
  });
});

it('names the page by which the proxy takes an application for down that runs', () => {
  const unwell = { ...upstream([said()]), unwell: { path: '/healthz', status: 404 } };
  const turnedAway = said({ http: answer(503, 'No server is available to handle this request.') });
  expect(judged(turnedAway, { upstreams: [unwell] })).toMatchObject({
    severity: 'error',
    summary: expect.stringContaining('the health check asks 127.0.0.1:3000 for /healthz and gets 404'),
    fixes: [{ text: expect.stringContaining('curl -i http://127.0.0.1:3000/healthz') }],
  });
});

it('names both addresses of a name where nobody listens on either', () => {
  const refused = (address: string) =>
    attempt([], { address, port: 3000, outcome: 'refused', errno: 'ECONNREFUSED', because: 'upstream' });
  const localhost = upstreamState(
    { host: 'localhost' },
    { addresses: ['::1', '127.0.0.1'], probes: [refused('::1'), refused('127.0.0.1')] },
  );
  expect(judged(said({ http: answer(502) }), { upstreams: [localhost] })).toMatchObject({
    summary: expect.stringContaining('nothing listens on [::1]:3000 or 127.0.0.1:3000'),
  });
  const elsewhere = { name: 'node', place: '0.0.0.0:3000', denied: false };
  expect(judged(said({ http: answer(502) }), { upstreams: [{ ...localhost, elsewhere }] })).toMatchObject({
    summary: expect.stringContaining('a connection to 127.0.0.1:3000 is refused all the same'),
  });
});

it.each([
  ['Werkzeug/2.2.2 Python/3.11.2', {}, 'ruled-out'],
  ['gunicorn', {}, 'ruled-out'],
  ['gunicorn', { via: '1.1 varnish' }, 'error'],
  ['SomeGateway/1.0', {}, 'error'],
])('takes the 502 of %s for a gateway only where that may be one', (server, more, expected) => {
  const found = judged(said({ http: answer(502, '', { server, ...more }) }), { proxy: null });
  expect(typeof found === 'string' ? found : found.severity).toBe(expected);
});

it.each([
  ['', true],
  ['Bad Gateway', true],
  ['Error occurred while trying to proxy: 10.77.0.1:8000/api', true],
  ['connect ECONNREFUSED 127.0.0.1:3001', true],
  ['the payment provider failed', false],
])(
  'takes a 502 of any program for that of a gateway, or for its own, by its words: "%s"',
  (body, gateway) => {
    const verdict = judged(said({ http: answer(502, body) }), { proxy: 'node shop.js' });
    if (gateway) expect(verdict).toMatchObject({ severity: 'error' });
    else expect(verdict).toBe('ruled-out');
  },
);

it.each([
  [{}, 'What answers is a proxy', '502'],
  [{ server: 'Foo' }, 'What answers (Foo) is a proxy', '502 from Foo'],
])('names who answered where nobody is known: %j', (headers, subject, says) => {
  const found = judged(said({ http: { ...answer(502, '', headers), reason: '' } }), { proxy: null });
  expect(found).toMatchObject({ summary: expect.stringContaining(subject), evidence: [{ says }] });
});

it('says nothing of a proxy that hangs up because it wants a header of the PROXY protocol', () => {
  const proof = said({ asked: 'service', reason: 'service', service: 'proxy-protocol', protocol: 'http' });
  const passing = { proxy: 'haproxy', upstreams: [upstream([said()]), gone], logged: null };
  const asked = heard([mute({ outcome: 'reset' }), proof], { upstreams: known(passing, 'the test') });
  expect(verdictOf(rule, asked, url)).toBe('ruled-out');
});

it('says nothing of a proxy that reads requests, and hangs up though one of its applications works', () => {
  const passing = (more: Partial<Upstream>) => ({
    proxy: 'haproxy',
    upstreams: [upstream([said()], more), gone],
    logged: null,
  });
  const asked = (more: Partial<Upstream>) =>
    verdictOf(rule, heard([mute()], { upstreams: known(passing(more), 'the test') }), url);
  expect(asked({})).toBe('ruled-out');
  expect(asked({ raw: true })).toMatchObject({ severity: 'error' });
});
