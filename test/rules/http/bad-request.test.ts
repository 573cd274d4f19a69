import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/bad-request.js';
import { verdictOf } from '../../support/ground.js';
import { answer, attempt, heard, port, said, url } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

const nginx = (text: string) =>
  `<html><head><title>400 ${text}</title></head><body><center><h1>400 Bad Request</h1></center><hr><center>nginx/1.22.1</center></body></html>`;

describe('http/bad-request', () => {
  it.each([
    ['nginx', answer(400, nginx('Bad Request')), 'error log'],
    ['nginx, of cookies', answer(400, nginx('Request Header Or Cookie Too Large')), 'Cookies'],
    [
      'Apache',
      answer(400, '<p>Your browser sent a request that this server could not understand.<br />\n</p>'),
      'error log',
    ],
    [
      'HAProxy',
      answer(400, '<h1>400 Bad request</h1>\nYour browser sent an invalid request.\n'),
      'error log',
    ],
    [
      'Tomcat, of the host name',
      answer(
        400,
        '<title>HTTP Status 400 – Bad Request</title> The character [_] is never valid in a domain name',
      ),
      'underscores',
    ],
    ["Node's parser", answer(400, '', { connection: 'close' }), 'error log'],
    ['Go', answer(400, '400 Bad Request: malformed Host header'), 'underscores'],
    ['Go, of what is no request', answer(400, '400 Bad Request', { connection: 'close' }), 'error log'],
    [
      'Tomcat, of the path',
      answer(400, '<title>HTTP Status 400 – Bad Request</title><p><b>Type</b> Exception Report</p>'),
      'error log',
    ],
    ['a long URL', answer(414), 'longer URLs'],
    ['large headers', answer(431), 'larger headers'],
  ])('is found: %s', (_, http, fix) => {
    const found = verdictOf(rule, heard([said({ http })]), url);
    expect(found).toMatchObject({ severity: 'error', outcome: 'http-error' });
    expect(JSON.stringify(found)).toContain(fix);
  });

  it.each([
    ['the same host and path', 200, '10.77.0.1:8123', '/', true],
    ['another error', 400, '10.77.0.1:8123', '/', false],
    ['another host', 200, 'localhost:8123', '/', false],
    ['another path', 200, '10.77.0.1:8123', '/api', false],
  ])('holds the answer without the proxy against it: %s', (_, status, name, path, found) => {
    const alone = said({ name, path, port: 8123, http: answer(status) });
    const behind = [upstreamState({}, { probes: [attempt([alone])] })];
    const by = (proxy: string) => known({ proxy, logged: null, upstreams: behind }, 'the test');
    const end = said({ name: '10.77.0.1:8080', path: '/', http: answer(400, '400: Bad Request') });
    const verdict = verdictOf(rule, heard([end], { upstreams: by('nginx') }), url);
    if (found)
      expect(verdict).toMatchObject({ severity: 'error', headline: expect.stringContaining('nginx') });
    else expect(verdict).toBe('ruled-out');
    const byItself = (proxy: string, text: string) => {
      const configuration = known([{ path: '/etc/proxy.conf', text, modifiedAt: 0 }], 'the test');
      return verdictOf(rule, heard([end], { upstreams: by(proxy), configuration }), url);
    };
    const nginx = (lines: string) => `server { listen 8080; ${lines} }`;
    for (const lines of ['location / { return 404; }', 'location /x { return 400; }'])
      expect(byItself('nginx', nginx(lines))).toEqual(verdict);
    for (const lines of ['if ($http_x_key = "") { return 400 "no key"; }', 'location / { return 400; }'])
      expect(byItself('nginx', nginx(lines))).toBe('ruled-out');
    expect(byItself('caddy', 'respond "no key" 400')).toBe('ruled-out');
    expect(byItself('haproxy', 'http-request deny deny_status 400')).toBe('ruled-out');
  });

  it.each([
    ['Envoy to HTTP/1.0', 200, true],
    ['a WebSocket server to all', 426, false],
  ])('holds it against 426 too, which is said by %s', (_, alone, found) => {
    const own = said({ name: '10.77.0.1:3000', path: '/', port: 3000, http: answer(alone) });
    const behind = [upstreamState({}, { probes: [attempt([own])] })];
    const upstreams = known({ proxy: 'nginx', logged: null, upstreams: behind }, 'the test');
    const end = said({ name: '10.77.0.1:8080', path: '/', http: answer(426) });
    const verdict = verdictOf(rule, heard([end], { upstreams }), url);
    if (found) expect(JSON.stringify(verdict)).toContain('proxy_http_version 1.1');
    else expect(verdict).toBe('ruled-out');
  });

  it.each([
    ['an application misses a parameter', answer(400, '{"error":"missing JSON body"}')],
    [
      'sendError() of an application in Tomcat',
      answer(
        400,
        '<title>HTTP Status 400 – Bad Request</title><p><b>Type</b> Status Report</p><p><b>Message</b> Required parameter id is not present</p>',
      ),
    ],
    [
      'an application that says no more than the status',
      answer(400, '400 Bad Request\n', { date: 'x', 'content-type': 'text/plain' }),
    ],
    ['an application that says what is missing', answer(400, '400 Bad Request: id is missing')],
    ['a bare 400 of an application', answer(400, '', { date: 'x', 'content-length': '0' })],
    [
      'abort(400) of Flask',
      answer(
        400,
        '<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n<p>The browser (or proxy) sent a request that this server could not understand.</p>',
      ),
    ],
    ['POST alone is taken', answer(405)],
    ['200', answer(200)],
  ])('is ruled out: %s', (_, http) =>
    expect(verdictOf(rule, heard([said({ http })]), url)).toBe('ruled-out'),
  );

  it('is no matter where a port was asked', () =>
    expect(verdictOf(rule, heard([said({ http: answer(431) })]), port)).toBe('ruled-out'));
});
