import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/host-not-allowed.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, heard, mute, port, said, secureUrl, shaken, url } from '../../support/talks.js';

it("takes no program of Node for Starlette's, whose words it uses", () => {
  const of = (program: string) =>
    verdictOf(
      rule,
      heard([said({ http: answer(400, 'Invalid host header') })], {
        sockets: known([listener('0.0.0.0', 8000)], 'the test'),
        owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
        processes: known([running(7, [program, 'app'])], 'the test'),
      }),
      url,
    );
  expect(of('/usr/bin/node')).toMatchObject({
    summary: expect.stringMatching(/^The server does not accept/),
  });
  expect(of('python3.12')).toMatchObject({ summary: expect.stringContaining('FastAPI') });
});

describe('http/host-not-allowed', () => {
  it.each([
    [
      'localhost is let in',
      url,
      [said({ http: answer(403, 'no') }), said({ reason: 'localhost', name: 'localhost:8000' })],
      { severity: 'error' },
    ],
    [
      'it says so',
      url,
      [
        said({
          http: answer(
            403,
            'Blocked request. This host ("x") is not allowed. Add it to allowedHosts in vite.config.js',
          ),
        }),
      ],
      { severity: 'error', summary: expect.stringContaining('Vite') },
    ],
    [
      'it fails for a site that it does not know, and names it',
      url,
      [
        said({ name: 'shop.test:8000', http: answer(500, 'unknown app shop.test:8000') }),
        said({ reason: 'localhost', name: 'localhost:8000' }),
      ],
      { severity: 'error', summary: expect.stringContaining('host name shop.test: 500') },
    ],
    [
      'it says so in words of its own',
      url,
      [said({ http: answer(400, '{"error":"Invalid host"}') })],
      { severity: 'error', summary: expect.stringContaining('does not accept the host name') },
    ],
    [
      "its words are Starlette's",
      url,
      [said({ http: answer(400, 'Invalid host header') })],
      { severity: 'error', summary: expect.stringContaining('FastAPI') },
    ],
    [
      'CUPS, which tells its log alone',
      url,
      [
        said({ name: 'print.test:631', http: answer(400, '<HTML><TITLE>Bad Request - CUPS v2.4.2</TITLE>') }),
        said({ reason: 'localhost', name: 'localhost:631', http: answer(400, 'Bad Request - CUPS v2.4.2') }),
      ],
      {
        summary: expect.stringContaining('CUPS does not accept the host name print.test'),
        fixes: [{ text: expect.stringContaining('ServerAlias print.test') }],
      },
    ],
    [
      'Django, which takes no name with an underscore',
      url,
      [said({ name: 'my_app:8000', http: answer(400, "Invalid HTTP_HOST header: 'my_app:8000'") })],
      {
        summary: expect.stringContaining('whatever its list allows'),
        fixes: [{ title: 'Ask by a name of letters, digits, hyphens and dots' }],
      },
    ],
    [
      'Django, by a name that it could take',
      url,
      [said({ name: 'my-app.test:8000', http: answer(400, "Invalid HTTP_HOST header: 'my-app.test:8000'") })],
      { summary: expect.not.stringContaining('whatever'), fixes: [{ title: 'Allow my-app.test' }] },
    ],
    [
      'nothing is served for that host',
      url,
      [said({ http: answer(421) })],
      { severity: 'error', outcome: 'http-error' },
    ],
    [
      'a handshake by address, where the site wants its name in it',
      secureUrl,
      [said({ asked: 'https', tls: shaken(), http: answer(421) })],
      { fixes: [{ title: 'Ask by a name of its certificate' }, {}] },
    ],
    [
      'Jupyter, which was asked over loopback by a name',
      url,
      [
        said({ name: 'lab.test', address: '127.0.0.1', http: answer(403, 'Jupyter Server 403 : Forbidden') }),
        said({ reason: 'localhost', name: 'localhost' }),
      ],
      { severity: 'error', summary: expect.stringContaining('Jupyter') },
    ],
    ['with status 200', url, [said({ http: answer(200, 'Invalid Host header') })], { severity: 'error' }],
    [
      'it hangs up on that name alone',
      url,
      [
        mute({ name: 'other.test:8000' }),
        said({ reason: 'service', protocol: 'http', http: answer(400) }),
        said({ reason: 'localhost', name: 'localhost:8000' }),
      ],
      { severity: 'error', summary: expect.stringContaining('hangs up') },
    ],
    [
      'where a port was asked',
      port,
      [said({ http: answer(400) }), said({ reason: 'localhost', name: 'localhost:8000' })],
      { severity: 'warning', outcome: 'ok' },
    ],
    [
      'by the name of others',
      port,
      [said({ name: '127.0.0.1:8000' }), said({ reason: 'other-name', http: answer(400) })],
      { severity: 'warning' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    [
      'localhost is not let in either',
      url,
      [said({ http: answer(403) }), said({ reason: 'localhost', name: 'localhost:8000', http: answer(403) })],
    ],
    ['it hangs up on localhost too', url, [mute(), mute({ reason: 'localhost', name: 'localhost:8000' })]],
    [
      'it hangs up for want of a client certificate',
      secureUrl,
      [
        mute({ asked: 'https', tls: shaken({ clientCertificateRequested: true }) }),
        said({ asked: 'https', reason: 'localhost', name: 'localhost:8000', tls: shaken() }),
      ],
    ],
    [
      'CUPS, which lets localhost in alone over loopback',
      port,
      [
        said({ name: '127.0.0.1:8000' }),
        said({
          reason: 'other-name',
          address: '127.0.0.1',
          http: answer(400, '', { server: 'CUPS/2.4 IPP/2.1' }),
        }),
      ],
    ],
    [
      'Jupyter, which lets any address in once it listens on one',
      url,
      [
        said({
          name: '10.77.0.1:8888',
          address: '127.0.0.1',
          http: answer(403, 'Jupyter Server 403 : Forbidden'),
        }),
      ],
    ],
    [
      'esbuild, whose list is made of what it listens on',
      port,
      [
        said({ name: '127.0.0.1:8000', address: '127.0.0.1' }),
        said({
          reason: 'other-name',
          name: '10.77.0.1:8000',
          address: '127.0.0.1',
          http: answer(403, '403 - Forbidden: The host "10.77.0.1" is not allowed'),
        }),
      ],
    ],
    [
      'CUPS, which was tried by loopback in the place of its address',
      url,
      [said({ name: '10.77.0.1:631', address: '127.0.0.1', http: answer(400, '', { server: 'CUPS/2.4' }) })],
    ],
    [
      'a host in a query that the application does not take',
      url,
      [said({ path: '/check?host=a_b', http: answer(400, '{"error":"Invalid host"}') })],
    ],
    [
      'one of several sites, which turns everybody away',
      url,
      [
        said({ http: answer(403) }),
        said({ reason: 'localhost', name: 'localhost:8000', http: answer(404) }),
        said({ reason: 'made-up-name', name: 'no-such-site.invalid:8000', http: answer(404) }),
      ],
    ],
    ['let in', url, [said()]],
    ['not found', url, [said({ http: answer(404) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

it('leaves a certificate that the client lacks, and localhost does not need, to its own cause', () => {
  const of = (body: string) =>
    verdictOf(
      rule,
      heard([
        said({ asked: 'https', name: 'api.test:8443', tls: shaken(), http: answer(400, body) }),
        said({ asked: 'https', reason: 'localhost', name: 'localhost:8443', tls: shaken() }),
      ]),
      secureUrl,
    );
  expect(of('<center>No required SSL certificate was sent</center>')).toBe('ruled-out');
  expect(of('<center>The SSL certificate error</center>')).toBe('ruled-out');
  expect(of('no such site')).toMatchObject({ severity: 'error' });
});

describe('HAProxy, whose rules know other names', () => {
  const denied = said({ name: 'api.test:8000', http: answer(403) });
  const judged = (rules: string, conversation = denied) =>
    verdictOf(
      rule,
      heard([conversation], {
        configuration: known(
          [{ path: '/etc/haproxy.cfg', text: `frontend web\nbind :8000\n${rules}`, modifiedAt: 0 }],
          'the test',
        ),
        sockets: known([listener('0.0.0.0', 8000)], 'the test'),
        owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
        processes: known([running(7, ['haproxy'], { name: 'haproxy' })], 'the test'),
      }),
      url,
    );

  it('does not let this one in', () => {
    expect(
      judged('acl ours hdr(host) -i shop.test shop.test:8000\nhttp-request deny unless ours'),
    ).toMatchObject({
      severity: 'error',
      summary:
        'HAProxy turns requests for api.test:8000 away by "http-request deny unless ours" (/etc/haproxy.cfg:4); the names that its rules know are shop.test, shop.test:8000.',
      fixes: [{ text: expect.stringContaining('add api.test:8000 to the names') }],
    });
  });

  it('does not let this one in with its port', () => {
    expect(judged('http-request deny unless { hdr(host) -i api.test }')).toMatchObject({
      summary: expect.stringContaining('the names that its rules know are api.test.'),
    });
  });

  // To go through its rules for each of them takes longer than a test may.
  it('is found among some thousand names', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `acl ours hdr(host) -i shop${index}.test`);
    expect(judged(`${names.join('\n')}\nhttp-request deny unless ours`)).toMatchObject({ severity: 'error' });
  });

  it.each([
    ['knows it with its port', 'http-request deny unless { hdr(host) -i api.test:8000 }'],
    ['turns everybody away', 'http-request deny'],
    [
      'turns its clients away by their address',
      'http-request deny if { hdr(host) -i api.test:8000 } !{ src 192.168.0.0/16 }\nuse_backend shop if { hdr(host) -i shop.test }',
    ],
    ['lets it in, and an application forbids it', 'http-request deny if { hdr(host) -i shop.test }'],
    ['has another answer for strangers', 'http-request deny deny_status 404 unless { hdr(host) shop.test }'],
    ['has no backend for it', 'use_backend shop if { hdr(host) -i shop.test }'],
  ])('is no matter where it %s', (_, rules) => expect(judged(rules)).toBe('ruled-out'));
});
