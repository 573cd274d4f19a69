import { expect, it } from 'vitest';
import { announcesPort, inUse, portRefused, portSaid } from '../../../src/facts/logs/port-said.js';

it.each([
  ["gunicorn's", ["[2026-11-22 09:32:35 +0000] [20] [ERROR] Connection in use: ('127.0.0.1', 8000)"], 8000],
  [
    "nginx's",
    ['2026/11/22 09:02:20 [emerg] 22#22: bind() to [fd77::99]:8080 failed (98: Address already in use)'],
    8080,
  ],
  [
    "PHP-FPM's",
    [
      "[23-Nov-2026 22:34:39] ERROR: unable to bind listening socket for address '9001': Address already in use (98)",
    ],
    9001,
  ],
  ["uWSGI's", ['probably another instance of uWSGI is running on the same address (:9191).'], 9191],
  ["Go's", ['listen tcp 10.0.0.1:443: bind: permission denied'], 443],
  [
    "the end of Node's",
    [
      "  code: 'EADDRINUSE',",
      "  syscall: 'listen',",
      "  address: '::',",
      '  port: 3000',
      '}',
      'Node.js v20.20.2',
    ],
    3000,
  ],
  ["Python's, which names none", ['OSError: [Errno 98] Address already in use'], null],
  [
    'one of a server that met no such error',
    ['Listening on port 3000', 'TypeError: x is not a function'],
    null,
  ],
  [
    'the one that it was refused, and none of others',
    [
      'bind(): address already in use (0.0.0.0:8080)',
      'Metrics at port 9100',
      'connect() failed (13: Permission denied) while connecting to upstream, upstream: "http://127.0.0.1:3000/"',
    ],
    8080,
  ],
  [
    'one of a server that may not write a file, and tells of a port of somebody else',
    ['open /var/log/shop.log: permission denied', 'PostgreSQL is at port 5432'],
    null,
  ],
  ["Spring Boot's", ['Web server failed to start. Port 8080 was already in use.'], 8080],
  ["tcpserver's, which names none", ['tcpserver: fatal: unable to bind: address already used'], null],
  ["Twisted's", ["CannotListenError: Couldn't listen on any:8080: [Errno 98] Address already in use."], 8080],
  ["PHP's", ['Failed to listen on localhost:8000 (reason: Address already in use)'], 8000],
])('finds the port that a server could not have in its last words: %s', (_, log, port) =>
  expect(portRefused(log)).toBe(port),
);

it('takes no place in a source for a port', () => {
  expect(
    portSaid("thread 'main' panicked at src/main.rs:12:38: called `Result::unwrap()` on an `Err`", true),
  ).toBeNull();
  expect(portSaid('    at Server.listen (/srv/app.js:25:10)', true)).toBeNull();
});

it('knows a port that another holds by the number of the error alone', () => {
  expect('[ERROR] Failed to bind to any network interfaces, errno=98').toMatch(inUse);
});

it.each([
  ['{"level":"info","msg":"enabling HTTP/3 listener","addr":":443"}', 443, true],
  ['shop ready on http://localhost:3000', 3000, true],
  ['Using Redis at localhost:6379', 6379, false],
  ['Database server at localhost:5432 is not available', 5432, false],
  ['dial tcp 127.0.0.1:8080: connect: connection refused', 8080, false],
  ['[proxy] http://localhost:8080 at /api', 8080, false],
])('knows whether a server says that it has a port: %s', (line, port, said) => {
  expect(announcesPort([line], port)).toBe(said);
});
