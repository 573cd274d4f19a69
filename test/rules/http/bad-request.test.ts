import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/http/bad-request.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, port, said, url } from '../../support/talks.js';

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
