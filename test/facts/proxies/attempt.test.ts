import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { readProxies } from '../../../src/facts/proxies/read.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { realSystem } from '../../../src/system/real.js';
import { authority } from '../probes/server.js';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server of raw bytes on a free port of loopback; gives its port. */
const serve = (talk: (socket: Socket) => void): Promise<number> =>
  new Promise(resolve => {
    const server = createServer(socket => talk(socket.on('error', () => {})));
    open.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const within = (ms: number) => performance.now() + ms;

/** What becomes of one attempt with these variables. */
async function tried(env: Record<string, string>, typed: string, ms = 5000) {
  const fact = await readProxies({ ...realSystem, env }, parseTarget(typed), within(ms));
  return valueIn(fact)!;
}

describe('a try at a proxy', () => {
  const { directory, sign } = authority();

  it('asks an HTTP proxy for the whole URL, with the user name, and keeps the password to itself', async () => {
    let line = '';
    const proxy = createHttp((request, response) => {
      line = `${request.method} ${request.url} ${request.headers['proxy-authorization']}`;
      response.writeHead(503, { via: '1.1 proxy' }).end();
    });
    open.push(proxy);
    await new Promise<void>(resolve => void proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const found = await tried(
      { http_proxy: `http://ana:hunter2@127.0.0.1:${port}` },
      'http://app.test:8000/x?y',
    );
    expect(line).toBe(`GET http://app.test:8000/x?y Basic ${Buffer.from('ana:hunter2').toString('base64')}`);
    expect(found.attempts).toMatchObject([
      { connected: true, address: '127.0.0.1', answer: { status: 503, headers: { via: '1.1 proxy' } } },
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(found.variables.http_proxy).toBe(`http://ana:***@127.0.0.1:${port}`);
  });

  it('asks to CONNECT for https', async () => {
    let asked = '';
    const port = await serve(socket =>
      socket.on('data', bytes => {
        asked = String(bytes).split('\r\n')[0]!;
        socket.end('HTTP/1.1 200 Connection established\r\n\r\n');
      }),
    );
    const found = await tried({ HTTPS_PROXY: `127.0.0.1:${port}` }, 'https://app.test/');
    expect(asked).toBe('CONNECT app.test:443 HTTP/1.1');
    expect(found.attempts).toMatchObject([{ variable: 'HTTPS_PROXY', answer: { status: 200 } }]);
  });

  it('shakes hands with whoever is at the end of the way', async () => {
    sign('proxy', 'ca', 'subjectAltName=DNS:app.test\n', 20);
    const [key, cert] = ['proxy.key', 'proxy.pem'].map(name => readFileSync(join(directory, name)));
    const port = await serve(socket =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        new TLSSocket(socket, { isServer: true, key: key!, cert: cert! }).on('error', () => {});
      }),
    );
    const found = await tried({ https_proxy: `http://127.0.0.1:${port}` }, 'https://app.test/');
    expect(found.attempts[0]?.inside).toMatchObject({
      ended: null,
      tls: { version: 'TLSv1.3', sni: 'app.test', nameMatches: true, chain: [{ subject: 'CN=proxy' }] },
    });
    const closing = await serve(socket =>
      socket.once('data', () => socket.end('HTTP/1.1 200 Connection established\r\n\r\n')),
    );
    const closed = await tried({ https_proxy: `http://127.0.0.1:${closing}` }, 'https://app.test/');
    expect(closed.attempts[0]?.inside).toMatchObject({ ended: 'closed', tls: { version: null } });
  });

  it('only connects for a bare port', async () => {
    let bytes = 0;
    const port = await serve(socket => socket.on('data', chunk => (bytes += chunk.length)));
    const found = await tried({ http_proxy: `http://127.0.0.1:${port}` }, '6379');
    expect(found.attempts).toMatchObject([{ connected: true, answer: null }]);
    expect(bytes).toBe(0);
  });

  it('is not made where no_proxy covers the target for every client, nor for UDP', async () => {
    const env = { http_proxy: 'http://127.0.0.1:9', no_proxy: 'localhost,app.test' };
    expect((await tried(env, 'http://app.test/')).attempts).toEqual([]);
    expect((await tried({ http_proxy: 'http://127.0.0.1:9' }, '53/udp')).attempts).toEqual([]);
    expect((await tried({}, 'http://app.test/')).variables).toEqual({});
  });

  it('says how a dead proxy fails, and one that is no address', async () => {
    const port = await serve(() => {});
    open.splice(0)[0]!.close();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect((await tried({ http_proxy: `127.0.0.1:${port}` }, 'http://app.test/')).attempts).toMatchObject([
      { connected: false, errno: 'ECONNREFUSED' },
    ]);
    expect((await tried({ http_proxy: 'ftp://x' }, 'http://app.test/')).attempts).toMatchObject([
      { errno: 'EINVAL' },
    ]);
  });

  it('costs no more than its time, whatever the proxy does', async () => {
    const silent = await serve(() => {});
    const endless = await serve(socket => {
      const timer = setInterval(() => socket.write('HTTP/1.1 200 OK\r\nx: y\r\n'.slice(0, 3)), 5);
      socket.on('close', () => clearInterval(timer));
    });
    const rude = await serve(socket => socket.destroy());
    for (const port of [silent, endless, rude])
      expect(
        (await tried({ http_proxy: `127.0.0.1:${port}` }, 'http://app.test/', 400)).attempts[0]!.answer,
      ).toBeNull();
  });

  it.each([
    ['granted', [0x05, 0x00], [5, 0, 0, 1, 0, 0, 0, 0, 0, 0], 200],
    ['refused', [0x05, 0x00], [5, 5, 0, 1, 0, 0, 0, 0, 0, 0], 502],
    ['password wanted', [0x05, 0xff], [], 502],
  ])('speaks SOCKS 5: %s', async (_, hello, reply, status) => {
    const received: string[] = [];
    const port = await serve(socket =>
      socket.on('data', bytes => {
        received.push(bytes.toString('hex'));
        socket.write(Buffer.from(received.length === 1 ? hello : reply));
      }),
    );
    const found = await tried({ all_proxy: `socks5h://127.0.0.1:${port}` }, 'http://app.test:8000/');
    expect(found.attempts).toMatchObject([{ connected: true, answer: { status } }]);
    if (reply.length)
      expect(received[1]).toBe(`05010003${'08'}${Buffer.from('app.test').toString('hex')}1f40`);
  });

  it('speaks SOCKS 5 with a password, and SOCKS 4', async () => {
    const steps = [
      [5, 2],
      [1, 0],
      [5, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ];
    let step = 0;
    const five = await serve(socket =>
      socket.on('data', () => socket.write(Buffer.from(steps[step++] ?? []))),
    );
    const found = await tried({ all_proxy: `socks5://ana:pw@127.0.0.1:${five}` }, 'http://10.0.0.1/');
    expect(found.attempts).toMatchObject([{ answer: { status: 200 } }]);
    const four = await serve(socket =>
      socket.on('data', () => socket.write(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]))),
    );
    expect(
      (await tried({ all_proxy: `socks4://127.0.0.1:${four}` }, 'http://10.0.0.1/')).attempts,
    ).toMatchObject([{ answer: { status: 502, reason: 'SOCKS: request rejected' } }]);
  });

  it('lets curl itself try the way out that its own file names', async () => {
    const attempts = async (status: number, stdout: string, typed = 'http://127.0.0.1:8000/') => {
      const run = async (program: string, args: readonly string[]) => {
        expect([program, ...args.slice(-4)]).toEqual(['curl', '--interface', 'eth9', '--', typed]);
        return { status, stdout, stderr: '' };
      };
      const system = { ...realSystem, env: { HOME: '/home/ana' }, read: () => 'interface = "eth9"\n', run };
      const fact = await readProxies(system, parseTarget(typed), within(5000));
      return valueIn(fact)!.attempts;
    };
    expect(await attempts(45, '0.000000')).toMatchObject([{ url: 'eth9', connected: false, port: 8000 }]);
    expect(await attempts(28, '0.000120')).toMatchObject([{ connected: true, errno: null }]);
    expect(await attempts(45, '0.000000', '8000')).toEqual([]);
  });
});
