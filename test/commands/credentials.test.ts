import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { netcheck } from '../support/netcheck.js';

const password = 'hünter2/äö';
const header = `Basic ${Buffer.from(`ana:${password}`).toString('base64')}`;
const folder = mkdtempSync(join(tmpdir(), 'netcheck-credentials-'));

/** What each request brought, by its path. */
const brought: Record<string, string | undefined> = {};
let elsewhere: number;

/** Wants the password, and repeats in its answer what it was sent. */
function answer(request: IncomingMessage, response: ServerResponse) {
  const { authorization } = request.headers;
  brought[request.url!] = authorization;
  const to = { '/moved': '/moved-here', '/away': `http://127.0.0.1:${elsewhere}/away-there` }[request.url!];
  if (to) return response.writeHead(302, { location: to }).end();
  if (request.url === '/away-there') return response.end('ok');
  const status = authorization === header ? 200 : 401;
  response.writeHead(status, { 'www-authenticate': 'Basic realm="x"', 'x-echo': authorization ?? 'none' });
  return response.end(`You sent ${authorization}, which is ${password}`);
}

const servers: Server[] = [];
async function listen(): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

let port: number;
beforeAll(async () => {
  elsewhere = await listen();
  port = await listen();
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const url = (path: string, user = `ana:${encodeURIComponent(password)}@`) =>
  `http://${user}127.0.0.1:${port}${path}`;

/** Neither the password nor what it looks like on its way. */
const secrets = new RegExp(`${password}|${encodeURIComponent(password)}|${header.slice(6)}`);

it.each(['text', '--json'])(
  'the user name and password of a URL are sent, and shown nowhere (%s)',
  async form => {
    const record = join(folder, 'look.json');
    const options = [...(form === '--json' ? [form] : []), '-v', '--from', 'self', '--save', record];
    const { status, stdout, stderr } = await netcheck(['why', url('/in'), ...options]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toMatch(secrets);
    expect(readFileSync(record, 'utf8')).not.toMatch(secrets);
    expect(brought['/in']).toBe(header);
    const again = await netcheck(['why', url('/in'), '--facts', record, '--from', 'self']);
    expect(again.status).toBe(0);
  },
  30_000,
);

it('a wrong password is told from none', async () => {
  const wrong = await netcheck(['why', url('/in', 'ana:wrong-word@'), '--from', 'self']);
  expect(wrong.stdout).toContain('does not accept the user name and password');
  expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('wrong-word');
  const none = await netcheck(['why', url('/in', ''), '--from', 'self']);
  expect(none.stdout).toContain('wants credentials');
}, 30_000);

it('they follow a redirect on the same server, and go to no other', async () => {
  expect((await netcheck(['why', url('/moved'), '--from', 'self'])).status).toBe(0);
  expect(brought['/moved-here']).toBe(header);
  expect((await netcheck(['why', url('/away'), '--from', 'self'])).status).toBe(0);
  expect(brought['/away']).toBe(header);
  expect(Object.keys(brought)).toContain('/away-there');
  expect(brought['/away-there']).toBeUndefined();
}, 30_000);

it('what was meant for HTTPS is not said in plain text', async () => {
  let heard = '';
  const plain = createTcpServer(socket => {
    socket.on('error', () => {});
    socket.on('data', bytes => {
      heard += bytes.toString('latin1');
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    });
  });
  await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
  const at = (plain.address() as { port: number }).port;
  const { stdout } = await netcheck(['why', `https://ana:secret-word@127.0.0.1:${at}/`, '--from', 'self']);
  plain.close();
  expect(stdout).toContain('tls/https-to-http-port');
  expect(heard).toContain('GET / HTTP/1.1');
  expect(heard).not.toContain('Authorization');
}, 30_000);
