// odd.mjs PORT WAY [ARGUMENT]: a server that misbehaves in one way. It listens on 0.0.0.0.
import http from 'node:http';
import net from 'node:net';

const [port, way, argument] = process.argv.slice(2);
const ok = (_, response) => response.end('hello\n');
const answer =
  (status, headers, body = '') =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
const ways = {
  // Reads the request and hangs up.
  empty: () => net.createServer(socket => socket.on('error', () => {}).on('data', () => socket.end())),
  // Resets each connection as it comes.
  reset: () => net.createServer(socket => socket.on('error', () => {}).resetAndDestroy()),
  // Takes the request and keeps silent.
  silent: () => net.createServer(socket => socket.on('error', () => {}).resume()),
  // Answers, and then works for ever.
  spin: () =>
    http.createServer(ok).on('listening', () =>
      setTimeout(() => {
        for (;;);
      }, 50),
    ),
  status: () => http.createServer(answer(Number(argument), { 'Content-Type': 'text/plain' }, 'no\n')),
  overloaded: () => http.createServer(answer(503, { 'Retry-After': '120' }, 'Too busy\n')),
  redirect: () => http.createServer(answer(302, { Location: argument })),
  // Only this name is served, as Vite does it.
  host: () =>
    http.createServer((request, response) => {
      const name = (request.headers.host ?? '').replace(/:\d+$/, '');
      if (['localhost', '127.0.0.1', argument].includes(name)) return ok(request, response);
      answer(
        403,
        { 'Content-Type': 'text/plain' },
        `Blocked request. This host ("${name}") is not allowed.\n`,
      )(request, response);
    }),
  // Only this path is served.
  path: () =>
    http.createServer((request, response) =>
      request.url.startsWith(argument)
        ? ok(request, response)
        : answer(404, {}, 'not found\n')(request, response),
    ),
  // A proxy that lets nobody through.
  refusing: () =>
    http
      .createServer(
        answer(
          403,
          { Via: '1.1 cache (squid/5.7)', 'X-Squid-Error': 'ERR_ACCESS_DENIED 0' },
          'Access Denied\n',
        ),
      )
      .on('connect', (_, socket) =>
        socket.end('HTTP/1.1 403 Forbidden\r\nVia: 1.1 cache (squid/5.7)\r\n\r\n'),
      ),
  // A proxy that does its work.
  proxy: () =>
    http.createServer((request, response) => {
      const forward = http.request(
        request.url,
        { method: request.method, headers: request.headers },
        from => {
          response.writeHead(from.statusCode, from.headers);
          from.pipe(response);
        },
      );
      forward.on('error', () => answer(502, {}, 'bad gateway\n')(request, response));
      request.pipe(forward);
    }),
  // Speaks SMTP, with STARTTLS.
  smtp: () =>
    net.createServer(socket => {
      socket.on('error', () => {}).write('220 here ESMTP Postfix\r\n');
      socket.on('data', data =>
        socket.write(
          /^EHLO/i.test(data)
            ? '250-here\r\n250-STARTTLS\r\n250 OK\r\n'
            : '502 5.5.2 Error: command not recognized\r\n',
        ),
      );
    }),
};
ways[way]().listen(Number(port), '0.0.0.0');
