import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ask, raw } from './server.js';

/** Writes for as long as anybody reads. */
function pour(socket: Socket, chunk: string) {
  const more = () => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

/** One byte at a time. */
function drip(socket: Socket, text: string) {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length]!), 20);
  socket.on('close', () => clearInterval(timer));
}

const onRequest = (socket: Socket, act: () => void) => socket.once('data', act);
const controls = '\x1b]0;owned\x07\x1b[2J\r\x00\x9b31m\u202e';

const servers: Readonly<Record<string, (socket: Socket) => void>> = {
  'a greeting without end': socket => pour(socket, 'A'.repeat(65536)),
  'headers without end': socket =>
    onRequest(socket, () => {
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, `X-${'a'.repeat(1000)}: b\r\n`);
    }),
  'a status line of 10 MB': socket =>
    onRequest(socket, () => socket.write(`HTTP/1.1 200 ${'x'.repeat(10_000_000)}\r\n\r\n`)),
  'a body without end': socket =>
    onRequest(socket, () => {
      socket.write('HTTP/1.1 500 No\r\n\r\n');
      pour(socket, 'x'.repeat(65536));
    }),
  'interim answers without end': socket =>
    onRequest(socket, () => pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))),
  'chunks of no size': socket =>
    onRequest(socket, () => {
      socket.write('HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n');
      pour(socket, '0000000000\r\n\r\nzz\r\n');
    }),
  'one byte at a time': socket => onRequest(socket, () => drip(socket, 'HTTP/1.1 200 OK\r\nA: ')),
  'a drip before any request': socket => drip(socket, 'x'),
  'control characters in every field': socket =>
    onRequest(socket, () =>
      socket.end(
        `HTTP/1.1 401 ${controls}\r\nServer: ${controls}\r\n${controls}: x\r\nWWW-Authenticate: ${controls}\r\n__proto__: x\r\n\r\n${controls}`,
      ),
    ),
  'a redirect to itself': socket =>
    onRequest(socket, () => socket.end('HTTP/1.1 302 F\r\nLocation: /\r\n\r\n')),
  'redirects without end': socket =>
    onRequest(socket, () => socket.end(`HTTP/1.1 302 F\r\nLocation: /${Math.random()}\r\n\r\n`)),
  'a redirect to a file': socket =>
    onRequest(socket, () => socket.end('HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n\r\n')),
  'a redirect to nonsense': socket =>
    onRequest(socket, () => socket.end('HTTP/1.1 302 F\r\nLocation: http://[::/%zz\x00\r\n\r\n')),
  'a TLS alert, again and again': socket => pour(socket, '\x15\x03\x03\x00\x02\x02\x28'),
  'half a TLS record': socket => onRequest(socket, () => socket.write('\x16\x03\x03\xff\xff\x02')),
  'a reset at once': socket => socket.resetAndDestroy(),
  'an end at once': socket => socket.end(),
  nothing: socket => void socket.resume(),
};

describe.each(Object.entries(servers))('a server that sends %s', (_, handle) => {
  it.each(['http://127.0.0.1:PORT/', 'https://127.0.0.1:PORT/', 'PORT'])(
    'costs no more than its deadline, asked as %s',
    async typed => {
      const { port, close } = await raw(handle);
      try {
        const before = process.memoryUsage().rss;
        const probe = await ask(typed, port, {}, 2);
        const text = JSON.stringify(probe);
        expect(['connected', 'reset']).toContain(probe.outcome);
        expect(probe.conversations.length).toBeLessThanOrEqual(28);
        expect(text.length).toBeLessThan(400_000);
        expect(Object.getPrototypeOf(probe.conversations[0]?.http?.headers ?? {})).toBe(Object.prototype);
        expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
      } finally {
        close();
      }
    },
    30_000,
  );
});
