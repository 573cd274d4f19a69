import { describe, expect, it } from 'vitest';
import { deathIn, errorIn } from '../../../src/rules/process/death-words.js';

const trace = [
  'Traceback (most recent call last):',
  '  File "/srv/app.py", line 5, in boom',
  'ValueError: x',
];
const chain = ['', 'During handling of the above exception, another exception occurred:', ''];
const access = '127.0.0.1 - - [23/Nov/2026 19:00:00] "GET /boom HTTP/1.1" 500 -';
const express = [
  'ReferenceError: x is not defined',
  '    at /srv/app.js:5:3',
  '    at Layer.handle [as handle_request] (/srv/node_modules/express/lib/router/layer.js:95:5)',
];

const outlived: Readonly<Record<string, readonly string[]>> = {
  socketserver: [
    "Exception occurred during processing of request from ('127.0.0.1', 46724)",
    ...trace,
    '-'.repeat(40),
  ],
  Flask: ['[2026-11-23 19:00:00,000] ERROR in app: Exception on /boom [GET]', ...trace, access],
  Django: ['Internal Server Error: /boom', ...trace, '[23/Nov/2026 19:00:00] "GET /boom HTTP/1.1" 500 145'],
  gunicorn: [
    '[2026-11-23 19:00:00 +0000] [7] [ERROR] Error handling request /boom',
    ...trace,
    ...chain,
    ...trace,
  ],
  Uvicorn: [
    'INFO:     127.0.0.1:5 - "GET /boom HTTP/1.1" 500 Internal Server Error',
    'ERROR:    Exception in ASGI application',
    '  + Exception Group Traceback (most recent call last):',
    '  | ExceptionGroup: unhandled errors',
    ...trace,
  ],
  Tornado: [
    'ERROR:tornado.application:Uncaught exception GET /boom (127.0.0.1)',
    "HTTPServerRequest(protocol='http', host='localhost:8000')",
    ...trace,
    'ERROR:tornado.access:500 GET /boom (127.0.0.1) 1.00ms',
  ],
  Waitress: ['ERROR:waitress:Exception while serving /boom', ...trace],
  wsgiref: [...trace, access],
  Express: express,
  morgan: ['TypeError: x', '    at /srv/app.js:1:1', 'GET /boom 500 3.2 ms - 12'],
  'Next.js': ['ReferenceError: x', ' GET /boom 500 in 12ms'],
  Sanic: ["[2026-11-23 19:00:00 +0000] [7] [ERROR] Exception occurred while handling uri: '/boom'", ...trace],
  Hypercorn: ['[2026-11-23 19:00:00 +0000] [7] [ERROR] Error in ASGI Framework', ...trace],
  Daphne: ['2026-11-23 19:00:00,000 ERROR    Exception inside application: x', ...trace],
  gRPC: ['ERROR:grpc._server:Exception calling application: x', ...trace],
  PostgreSQL: [
    '2026-11-23 19:00:00.000 UTC [7] ana@shop FATAL:  password authentication failed for user "ana"',
    '2026-11-23 19:00:00.000 UTC [8] FATAL:  database "shop" does not exist',
  ],
  'PHP-FPM': [
    '[23-Nov-2026 19:00:00] WARNING: [pool www] child 5 said into stderr: "PHP Fatal error: x in /srv/a.php:1"',
  ],
  nginx: ['2026/11/23 19:00:00 [alert] 5#5: worker process 7 exited on signal 9'],
  'php -S': [
    '[Mon Nov 23 19:00:00 2026] PHP Fatal error:  Uncaught Error: x in /srv/index.php:3',
    '[Mon Nov 23 19:00:00 2026] 127.0.0.1:1 [500]: GET / - Uncaught Error: x',
    '[Mon Nov 23 19:00:00 2026] 127.0.0.1:1 Closing',
  ],
  Tomcat: [
    '2026-11-23T19:00:00.000Z ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C : Servlet.service() for servlet [x] in context with path [] threw exception',
    'java.lang.RuntimeException: boom',
    '\tat com.example.A.a(A.java:5)',
    'Caused by: java.lang.IllegalStateException',
  ],
};

describe.each(Object.entries(outlived))('an error of one request in %s', (_, lines) => {
  it('is no death', () => expect(deathIn(['starting', ...lines])).toBeUndefined());

  it('hides none that comes behind it', () => {
    expect(deathIn(['starting', ...lines, 'Killed'])).toBe('Killed');
    expect(deathIn(['starting', ...lines, 'Traceback (most recent call last):', 'KeyError: y'])).toBe(
      'KeyError: y',
    );
  });
});

it('is why a request was not answered', () => expect(errorIn(outlived.socketserver!)).toBe('ValueError: x'));

it('believes an access log of another program nothing', () =>
  expect(deathIn(['app   | ValueError: x', 'ValueError: x', `nginx | ${access}`])).toBe('ValueError: x'));

it('believes a server that it ended, where a proxy answers in its stead', () =>
  expect(deathIn(['KeyError: y', access.replace('500 -', '502 157')])).toBe('KeyError: y'));

it('believes who died of what PostgreSQL told it', () => {
  const said =
    'psycopg2.OperationalError: connection to server failed: FATAL:  database "shop" does not exist';
  expect(deathIn(['starting', said])).toBe(said);
});

it('believes Node that it ended, in whatever layer', () =>
  expect(deathIn([...express, '', 'Node.js v20.20.2'])).toBe('ReferenceError: x is not defined'));
