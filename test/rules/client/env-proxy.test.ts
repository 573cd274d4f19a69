import { describe, expect, it } from 'vitest';
import type { TlsReport } from '../../../src/facts/probes/types.js';
import { rule } from '../../../src/rules/client/env-proxy.js';
import type { Finding } from '../../../src/rules/rule.js';
import { attempt } from '../../support/names.js';
import { answering, byProxy, direct, proxy, talk } from '../../support/proxied.js';
import { certificate, shaken, unshaken } from '../../support/talks.js';

describe('client/env-proxy', () => {
  it.each([
    ['dead', [proxy()]],
    ['late', [proxy({ errno: 'ETIMEDOUT' })]],
    ['without an answer', [proxy({ connected: true, errno: null })]],
    ['of no use for the target', [answering(502)]],
    ['unwilling', [answering(403)]],
    ['in want of a password', [answering(407)]],
    ['answering in its place', [answering(404)]],
    ['no address', [proxy({ errno: 'EINVAL' })]],
  ])('is found where the proxy is %s', (_, attempts) =>
    expect(byProxy(rule, { attempts })).toMatchObject({ severity: 'error' }),
  );

  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timeout'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
  ])('ends for the client as its connection to the proxy does: %s', (errno, outcome) =>
    expect(byProxy(rule, { attempts: [proxy({ errno })] })).toMatchObject({ outcome }),
  );

  it('names the variable, the clients and what to type', () => {
    const finding = byProxy(rule, {
      variables: { http_proxy: 'http://127.0.0.1:3128', no_proxy: 'localhost' },
    }) as Finding;
    expect(finding.summary).toBe(
      "http_proxy sends requests for 10.77.0.1 to the proxy http://127.0.0.1:3128, which does not answer at 127.0.0.1:3128 (ECONNREFUSED). curl, wget, Python's urllib, Python's requests, axios and Go programs go there (no_proxy=localhost does not cover 10.77.0.1 for them). Node by itself and Java do not read these variables.",
    );
    expect(finding.fixes[0]).toMatchObject({
      text: expect.stringContaining('export no_proxy=localhost,10.77.0.1 NO_PROXY='),
    });
    expect(finding.fixes[0]!.steps).toBeUndefined();
  });

  it('tells of a proxy whose name is not found', () =>
    expect(byProxy(rule, { attempts: [proxy({ errno: 'EAI_AGAIN' })] })).toMatchObject({
      summary: expect.stringContaining('is not found: its name, '),
    }));

  it.each([
    ['http://127.0.0.1:3128\r', 'curl can read: there is a blank or a line end in it.'],
    ['"http://127.0.0.1:3128"', 'curl can read. '],
  ])('tells of an address that curl cannot read: %j', (url, words) =>
    expect(
      byProxy(rule, { variables: { http_proxy: url }, attempts: [proxy({ url, errno: 'EINVAL' })] }),
    ).toMatchObject({
      summary: expect.stringContaining(words),
      evidence: [{ says: `http_proxy=${url}` }],
      fixes: [{}, { title: 'Write the address so that it can be read' }],
    }),
  );

  it('tells of https:// before the address of a proxy that may speak no TLS', () => {
    const url = 'https://127.0.0.1:3128';
    const of = (errno: string) =>
      byProxy(rule, { variables: { http_proxy: url }, attempts: [proxy({ url, errno })] }) as Finding;
    expect(of('ETIMEDOUT').summary).toContain('though https:// before its address asks for TLS');
    expect(of('ERR_SSL_WRONG_VERSION_NUMBER').fixes[1]?.title).toContain('Write http://');
    expect(of('ECONNREFUSED').fixes).toHaveLength(1);
  });

  it('tells by lines of their own what to paste', () => {
    const [fix] = (byProxy(rule, {}) as Finding).fixes;
    const commands = fix?.text?.split('\n').filter(line => !line.endsWith(':'));
    expect(commands).toEqual([
      '  export no_proxy=10.77.0.1 NO_PROXY=10.77.0.1',
      expect.stringMatching(/^ {2}curl --noproxy '\*' http:\/\/10\.77\.0\.1:\d+\/$/),
    ]);
  });

  it("finds where a line of curl's own file leads to, and nobody is there", () => {
    const lead = { variable: '~/.curlrc: connect-to', url: 'tcp://127.0.0.1:9999', port: 9999 };
    const variables = { '~/.curlrc: connect-to': '::127.0.0.1:9999' };
    const found = byProxy(rule, { variables, attempts: [proxy(lead)] });
    expect(found).toMatchObject({
      severity: 'error',
      summary:
        'The connect-to line of ~/.curlrc sends requests for 10.77.0.1 to 127.0.0.1:9999, which does not answer (ECONNREFUSED). No other program than curl reads that.',
      fixes: [{ text: expect.stringContaining('curl -q http://10.77.0.1:8000/') }],
    });
    const there = proxy({ ...lead, connected: true, errno: null });
    expect(byProxy(rule, { variables, attempts: [there] })).toBe('ruled-out');
  });

  it("finds that a line of curl's own file names a way out by which nothing gets there", () => {
    const setting = '~/.curlrc: interface';
    const lead = { variable: setting, url: 'eth9', port: 8000, errno: "curl's exit status is 45" };
    const variables = { [setting]: 'eth9' };
    expect(byProxy(rule, { variables, attempts: [proxy(lead)] })).toMatchObject({
      severity: 'error',
      summary:
        "The interface line of ~/.curlrc sends requests for 10.77.0.1 out by eth9, which gets no connection (curl's exit status is 45). No other program than curl reads that.",
    });
    const there = proxy({ ...lead, connected: true, errno: null });
    expect(byProxy(rule, { variables, attempts: [there] })).toBe('ruled-out');
    const six = { variable: '~/.curlrc: ipv6', url: 'IPv6', port: 8000, errno: "curl's exit status is 7" };
    expect(byProxy(rule, { variables: { [six.variable]: 'IPv6' }, attempts: [proxy(six)] })).toMatchObject({
      summary: expect.stringMatching(
        /^The ipv6 line of ~\/\.curlrc sends requests for 10\.77\.0\.1 out by IPv6,/,
      ),
      fixes: [{ title: 'Take the line out of ~/.curlrc' }],
    });
  });

  it('warns of a proxy that programs have in files of their own, for what other machines have', () => {
    const [npm, git] = ['~/.npmrc: proxy', '~/.gitconfig: proxy'];
    const url = 'http://127.0.0.1:3128';
    const variables = { [npm]: url, [git]: url };
    const dead = { variables, attempts: [proxy({ variable: npm, file: '~/.npmrc' })] };
    expect(byProxy(rule, { ...dead, local: false })).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      headline: "npm's own settings send the request elsewhere",
      summary: expect.stringMatching(
        /^The proxy line of ~\/\.npmrc .*\(ECONNREFUSED\)\. npm and git go by a proxy of their own; no other program/,
      ),
      fixes: [
        { title: 'Take the line out of ~/.npmrc and ~/.gitconfig, or let it name a proxy that answers' },
      ],
    });
    expect(byProxy(rule, dead)).toBe('ruled-out');
    // Whoever goes by a variable is told of first, and not of those that have their own.
    const env = 'http://127.0.0.1:3129';
    const both = byProxy(rule, {
      variables: { ...variables, '~/.wgetrc: http_proxy': url, HTTP_PROXY: env },
      attempts: [proxy({ variable: 'HTTP_PROXY', url: env, port: 3129 }), ...dead.attempts],
      local: false,
    }) as Finding;
    expect(both.summary).toMatch(/^HTTP_PROXY sends requests .*\(ECONNREFUSED\)\. (?!.*(?:npm|git|wget))/);
    const there = proxy({ variable: npm, file: '~/.npmrc', connected: true, errno: null });
    expect(byProxy(rule, { variables, attempts: [there], local: false })).toBe('ruled-out');
  });

  it("sends whoever has the proxy from curl's own file to that file", () => {
    const url = 'http://127.0.0.1:3128';
    const found = (more: object) =>
      byProxy(rule, {
        variables: { '~/.curlrc: proxy': url, ...more },
        attempts: [proxy({ variable: '~/.curlrc: proxy' })],
      }) as Finding;
    const finding = found({ no_proxy: 'localhost' });
    expect(finding.summary).toContain('The proxy line of ~/.curlrc sends requests');
    expect(finding.headline).toBe("curl's own settings send the request elsewhere");
    expect(finding.evidence[0]).toMatchObject({ says: `proxy = ${url}`, source: '~/.curlrc' });
    expect(finding.fixes[0]?.text).toContain(
      'In ~/.curlrc, which names the proxy:\n  noproxy = "localhost,10.77.0.1"\n',
    );
    const elsewhere = byProxy(rule, {
      variables: { '~/.curlrc: proxy': url },
      attempts: [proxy({ variable: '~/.curlrc: proxy', file: '/opt/curl/.curlrc' })],
    }) as Finding;
    expect(elsewhere.summary).toContain('The proxy line of /opt/curl/.curlrc sends requests');
    expect(elsewhere.fixes[0]?.text).toContain('In /opt/curl/.curlrc, which');
    const own = found({ no_proxy: 'localhost', '~/.curlrc: noproxy': 'a.test' });
    expect(own.fixes[0]?.text).toContain('noproxy = "a.test,10.77.0.1"');
  });

  it('is found where the server leads on to TLS, for which another proxy is set', () => {
    const variables = { https_proxy: 'http://127.0.0.1:3128' };
    const headers = { location: 'https://10.77.0.1/login' };
    const asked = talk(301);
    const leading = direct(301, { conversations: [{ ...asked, http: { ...asked.http!, headers } }] });
    const dead = [proxy({ variable: 'https_proxy' })];
    const finding = byProxy(rule, { variables, attempts: dead, probes: [leading] }) as Finding;
    expect(finding).toMatchObject({ severity: 'error' });
    expect(finding.summary).toContain(
      'The server leads on to https://10.77.0.1/login. https_proxy sends requests',
    );
    const alive = [proxy({ variable: 'https_proxy', connected: true, errno: null })];
    expect(byProxy(rule, { variables, attempts: alive, probes: [leading] })).toBe('ruled-out');
    expect(byProxy(rule, { variables, attempts: dead, probes: [direct(200)] })).toBe('ruled-out');
  });

  it('says of one program that it goes there', () => {
    const { summary } = byProxy(rule, {
      variables: { HTTPS_PROXY: 'http://127.0.0.1:3128' },
      typed: 'https://10.77.0.1:8443/',
    }) as Finding;
    expect(summary).toContain('wget goes directly');
    const local = byProxy(rule, {
      variables: { http_proxy: 'http://127.0.0.1:3128' },
      typed: 'http://localhost:8000/',
    }) as Finding;
    expect(local.summary).toContain('Go programs go directly');
  });

  it('is no cause where the target itself takes the request and says nothing, as the proxy then does too', () => {
    const mute = direct(null, { conversations: [talk(null, { outcome: 'silent' })] });
    const waiting = proxy({ connected: true, errno: null });
    for (const attempts of [[waiting], [answering(504)]])
      expect(byProxy(rule, { attempts, probes: [mute] })).toBe('ruled-out');
    expect(byProxy(rule, { attempts: [answering(407)], probes: [mute] })).toMatchObject({
      severity: 'error',
    });
  });

  it('is found for a dead proxy where the server is gone as well', () =>
    expect(byProxy(rule, { probes: [attempt('10.77.0.1', 'refused')] })).toMatchObject({
      severity: 'error',
    }));

  it('is found for a proxy that lets nobody through where the server is gone as well, and for no other answer', () => {
    const gone = { probes: [attempt('10.77.0.1', 'refused')] };
    const plain = (one: ReturnType<typeof answering>) => byProxy(rule, { ...gone, attempts: [one] });
    const headers = { 'x-squid-error': 'ERR_ACCESS_DENIED 0' };
    const denied = answering(403, { answer: { status: 403, reason: 'Forbidden', headers } });
    expect((plain(denied) as Finding).summary).toContain('which answers 403 Forbidden.');
    expect(plain(answering(403))).toBe('ruled-out');
    const way = { ...gone, variables: { https_proxy: 'http://127.0.0.1:3128' }, typed: 'https://10.77.0.1/' };
    const asked = (status: number) => byProxy(rule, { ...way, attempts: [answering(status)] });
    expect((asked(403) as Finding).summary).toContain('which answers 403 Words.');
    for (const status of [404, 502, 503]) expect(asked(status)).toBe('ruled-out');
  });

  it.each([
    [
      'curl goes directly by CIDR, others do not',
      { http_proxy: 'http://127.0.0.1:3128', no_proxy: '10.77.0.0/24' },
    ],
    ['the variable is in upper case, which curl does not read', { HTTP_PROXY: 'http://127.0.0.1:3128' }],
  ])('is a warning where %s', (_, variables) =>
    expect(byProxy(rule, { variables })).toMatchObject({ severity: 'warning', outcome: 'ok' }),
  );

  it('is a warning for a port that speaks HTTP, and nothing for one that does not', () => {
    const scene = { typed: '10.77.0.1:8000' };
    expect(byProxy(rule, scene)).toMatchObject({ severity: 'warning' });
    expect(byProxy(rule, { ...scene, probes: [direct(null)] })).toBe('ruled-out');
    expect(byProxy(rule, { ...scene, probes: [attempt('10.77.0.1', 'refused')] })).toBe('ruled-out');
  });

  it('is a warning where the proxy is elsewhere, and localhost means another machine to it', () => {
    const far = { variables: { http_proxy: 'http://10.0.0.9:3128' }, typed: '8000', address: '127.0.0.1' };
    const attempts = [proxy({ url: 'http://10.0.0.9:3128', host: '10.0.0.9', connected: true, errno: null })];
    const probes = [direct(200, { address: '127.0.0.1' })];
    expect(byProxy(rule, { ...far, attempts, probes })).toMatchObject({ severity: 'warning' });
  });

  it('is found where a proxy elsewhere takes localhost for itself, whatever it answers', () => {
    const variables = { http_proxy: 'http://10.0.0.9:3128' };
    const elsewhere = answering(200, { url: 'http://10.0.0.9:3128', host: '10.0.0.9' });
    const probes = [direct(200, { address: '127.0.0.1' })];
    const scene = { typed: 'http://localhost:8000/', address: '127.0.0.1', variables, probes };
    expect(byProxy(rule, { ...scene, attempts: [elsewhere] })).toMatchObject({ severity: 'error' });
    const own = { http_proxy: 'http://10.77.0.1:3128' };
    const here = answering(200, { url: own.http_proxy, host: '10.77.0.1' });
    expect(byProxy(rule, { ...scene, variables: own, attempts: [here] })).toBe('ruled-out');
    const named = { ...elsewhere, host: 'proxy.test', address: '10.77.0.1' };
    expect(byProxy(rule, { ...scene, attempts: [named] })).toBe('ruled-out');
  });

  it('is found where another server answers in its place', () => {
    const attempts = [
      answering(200, { answer: { status: 200, reason: 'OK', headers: { server: 'nginx' } } }),
    ];
    const http = { status: 200, reason: 'OK', headers: { server: 'SimpleHTTP/0.6' }, body: '' };
    const probes = [direct(200, { conversations: [talk(200, { http })] })];
    expect(byProxy(rule, { attempts, probes })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('answers as nginx, and the server itself is SimpleHTTP/0.6'),
    });
  });

  it.each([
    [
      'sends the request on to a page of its own',
      { status: 302, reason: 'Found', headers: { location: 'http://portal.test/' } },
      {},
      'sends the request on to http://portal.test/ where the server itself answers 200',
    ],
    [
      'has another page, which is not from the server',
      { status: 200, reason: 'OK', headers: {} },
      { server: 'nginx', 'content-length': '6' },
      'answers itself',
    ],
    [
      'has another page, and a name',
      { status: 200, reason: 'OK', headers: { server: 'Zscaler/6.2', 'content-length': '900' } },
      { 'content-length': '6' },
      'answers as Zscaler/6.2',
    ],
  ])('is found where the proxy %s', (_, answer, headers, words) => {
    const http = { status: 200, reason: 'OK', headers, body: '' };
    const probes = [direct(200, { conversations: [talk(200, { http })] })];
    expect(byProxy(rule, { attempts: [answering(200, { answer })], probes })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining(words),
    });
  });

  it.each([
    ['says so', { via: '1.1 tiny', server: 'tiny/1.0', 'content-length': '9' }],
    ['sends the same page', { server: 'BaseHTTP/0.6', 'content-length': '6' }],
  ])('is ruled out where a proxy that names itself as the server %s', (_, headers) => {
    const own = { server: 'SimpleHTTP/0.6', 'content-length': '6' };
    const http = { status: 200, reason: 'OK', headers: own, body: '' };
    const probes = [direct(200, { conversations: [talk(200, { http })] })];
    const attempts = [answering(200, { answer: { status: 200, reason: 'OK', headers } })];
    expect(byProxy(rule, { attempts, probes })).toBe('ruled-out');
  });

  describe('through the way that a proxy opened', () => {
    const site = certificate({ fingerprint: 'AA' });
    const other = certificate({ fingerprint: 'BB', issuer: 'CN=Corp CA' });
    const probes = [
      direct(200, { conversations: [talk(200, { asked: 'https', tls: shaken({ chain: [site] }) })] }),
    ];
    const scene = (tls: TlsReport, ended: 'closed' | null = null) => ({
      typed: 'https://10.77.0.1:8000/',
      variables: { https_proxy: 'http://127.0.0.1:3128' },
      attempts: [answering(200, { inside: { tls, ended } })],
      probes,
    });

    it.each([
      ['TLS fails', unshaken(), 'closed' as const, 'in which the TLS handshake fails (closed)'],
      [
        'somebody who is not trusted answers',
        shaken({ chain: [other], untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
        null,
        'opens the TLS connection itself, with a certificate by Corp CA',
      ],
      ['another site answers', shaken({ chain: [other], nameMatches: false }), null, 'answers itself'],
    ])('is found where %s', (_, tls, ended, words) =>
      expect(byProxy(rule, scene(tls, ended))).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining(words),
      }),
    );

    it.each([
      ['the server answers', shaken({ chain: [site], untrusted: 'CERT_HAS_EXPIRED' })],
      ['a proxy that is trusted looks into it', shaken({ chain: [other] })],
    ])('is ruled out where %s', (_, tls) => expect(byProxy(rule, scene(tls))).toBe('ruled-out'));
  });

  it('takes a SOCKS proxy’s consent for no page', () => {
    const url = 'socks5h://127.0.0.1:1080';
    const answer = { status: 200, reason: 'SOCKS request granted', headers: {} };
    const scene = { variables: { all_proxy: url }, attempts: [answering(200, { url, answer })] };
    const http = {
      status: 404,
      reason: 'Not Found',
      headers: { server: 'nginx', 'content-length': '9' },
      body: '',
    };
    const probes = [direct(404, { conversations: [talk(404, { http })] })];
    expect(byProxy(rule, { ...scene, probes })).toBe('ruled-out');
  });

  it.each([
    ['only wget goes there', { variables: { http_proxy: 'http://127.0.0.1:3128', no_proxy: '*' } }],
    ['the proxy gives what the server gives', { attempts: [answering(200)] }],
    ['both say 404', { attempts: [answering(404)], probes: [direct(404)] }],
    [
      'the proxy works and a direct connection does not',
      { attempts: [answering(200)], probes: [attempt('10.77.0.1', 'timeout')] },
    ],
    [
      'the proxy lives and says that the server is gone',
      { attempts: [answering(503)], probes: [attempt('10.77.0.1', 'refused')] },
    ],
    [
      'a tunnel was granted',
      {
        typed: 'https://10.77.0.1:8000/',
        variables: { https_proxy: 'http://127.0.0.1:3128' },
        attempts: [answering(200)],
      },
    ],
    [
      'no_proxy covers it for all',
      { variables: { http_proxy: 'http://127.0.0.1:3128', no_proxy: '10.77.0.1' } },
    ],
    ['the variable is for the other scheme', { variables: { https_proxy: 'http://127.0.0.1:3128' } }],
    ['nothing is set', { variables: {}, attempts: [] }],
    ['it is UDP', { typed: '8000/udp' }],
  ])('is ruled out where %s', (_, scene) => expect(byProxy(rule, scene)).toBe('ruled-out'));

  it.each([
    [
      'a tunnel was granted',
      'https://10.77.0.1:8000/',
      { https_proxy: 'http://127.0.0.1:3128' },
      answering(200),
    ],
    [
      'the proxied answer leads on',
      'http://10.77.0.1:8000/',
      { http_proxy: 'http://127.0.0.1:3128' },
      answering(302),
    ],
  ])('is unchecked where %s, and a direct connection fails', (_, typed, variables, tried) =>
    expect(
      byProxy(rule, { typed, variables, attempts: [tried], probes: [attempt('10.77.0.1', 'timeout')] }),
    ).toMatch(/^unchecked: what is behind the proxy/),
  );
});
