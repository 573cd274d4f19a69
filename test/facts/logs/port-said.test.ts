import { expect, it } from 'vitest';
import { portRefused } from '../../../src/facts/logs/port-said.js';

it.each([
  ["gunicorn's", ["[2026-11-22 09:32:35 +0000] [20] [ERROR] Connection in use: ('127.0.0.1', 8000)"], 8000],
  [
    "nginx's",
    ['2026/11/22 09:02:20 [emerg] 22#22: bind() to [fd77::99]:8080 failed (98: Address already in use)'],
    8080,
  ],
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
])('finds the port that a server could not have in its last words: %s', (_, log, port) =>
  expect(portRefused(log)).toBe(port),
);
