import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { lineOn } from '../../../src/facts/probes/line.js';
import { wireOn } from '../../../src/facts/probes/stream-wire.js';
import { LIMIT } from '../../../src/facts/probes/wire.js';
import { openStream, type Stream } from '../../../src/system/tcp/stream.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on a free port of this address that does this with each connection. */
async function serve(host: string, serving: (socket: Socket) => void): Promise<number> {
  const server = createServer(socket => {
    closing.push(() => socket.destroy());
    serving(socket.on('error', () => {}));
  });
  closing.push(() => server.close());
  await once(server.listen(0, host), 'listening');
  return (server.address() as AddressInfo).port;
}

const soon = () => performance.now() + 5000;

async function open(port: number, host = '127.0.0.1'): Promise<Stream> {
  const stream = await openStream(host, port, soon());
  if (!stream || !('descriptor' in stream)) throw new Error(`no connection: ${stream?.errno}`);
  return stream;
}

const whole = (length: number) => (bytes: Buffer) => bytes.length >= length;

describe('a stream of our own', () => {
  it.each(['127.0.0.1', '::1'])('talks to a server on %s', async host => {
    const port = await serve(host, socket => socket.once('data', words => socket.end(`you said ${words}`)));
    const wire = wireOn(await open(port, host));
    wire.send('hello');
    expect(await wire.receive(() => false, soon())).toBe('closed');
    expect(wire.bytes().toString()).toBe('you said hello');
    expect(wire.errno()).toBeNull();
    wire.close();
  });

  it('names the error where there is no connection', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    expect(await openStream('127.0.0.1', port, soon())).toEqual({ errno: 'ECONNREFUSED', refusal: null });
  });

  it('leaves to Node what only Node can do', () => {
    expect(openStream('/run/app.sock', 0, soon())).toBeUndefined();
  });

  // Node cannot listen at an abstract name either.
  it.skipIf(process.platform !== 'linux')('talks to a unix socket by its abstract name', async () => {
    const name = `netcheck-test%${process.pid}`;
    const program = `import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0${name}'); s.listen(1); print('there', flush=True); c = s.accept()[0]; c.sendall(b'you said ' + c.recv(9))`;
    const server = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    closing.push(() => server.kill());
    await once(server.stdout, 'data');
    const wire = wireOn(await open(0, `@${name}`));
    wire.send('hello');
    expect(await wire.receive(() => false, soon())).toBe('closed');
    expect(wire.bytes().toString()).toBe('you said hello');
    wire.close();
    expect(await openStream(`@${name}-not`, 0, soon())).toMatchObject({ errno: 'ECONNREFUSED' });
  });

  it('tells silence, a reset and the end of what it keeps', async () => {
    const silent = wireOn(await open(await serve('127.0.0.1', () => {})));
    expect(await silent.receive(() => false, performance.now() + 50)).toBe('silent');
    silent.close();

    const resetting = wireOn(await open(await serve('127.0.0.1', socket => socket.resetAndDestroy())));
    expect(await resetting.receive(() => false, soon())).toBe('reset');
    expect(resetting.errno()).toBe('ECONNRESET');
    resetting.close();

    const port = await serve('127.0.0.1', socket => socket.write(Buffer.alloc(2 * LIMIT, 65)));
    const flooded = wireOn(await open(port));
    expect(await flooded.receive(() => false, soon())).toBe('done');
    expect(flooded.bytes()).toHaveLength(LIMIT);
    flooded.close();
  });

  it('sends what the kernel does not take at once', async () => {
    const words = Buffer.alloc(8_000_000, 66);
    let heard = 0;
    const port = await serve('127.0.0.1', socket => {
      setTimeout(() => socket.resume(), 100);
      socket.pause().on('data', bytes => {
        heard += bytes.length;
        if (heard === words.length) socket.end(`${heard}`);
      });
    });
    const wire = wireOn(await open(port));
    wire.send(words);
    expect(await wire.receive(whole(7), soon())).toBe('done');
    expect(wire.bytes().toString()).toBe('8000000');
    wire.close();
  });

  it('waits for many at once, and lets Node do its own meanwhile', async () => {
    const port = await serve('127.0.0.1', socket => {
      socket.once('data', bytes => setTimeout(() => socket.end(bytes), Number(bytes)));
    });
    const delays = [150, 10, 80, 40];
    const order: string[] = [];
    await Promise.all(
      delays.map(async delay => {
        const wire = wireOn(await open(port));
        wire.send(`${delay}`);
        await wire.receive(() => false, soon());
        order.push(wire.bytes().toString());
        wire.close();
      }),
    );
    expect(order).toEqual(['10', '40', '80', '150']);
  });

  it('becomes a socket of Node’s, and is left without a reset', async () => {
    const errors: string[] = [];
    const port = await serve('127.0.0.1', socket => {
      socket.on('error', ({ message }) => errors.push(message));
      socket.on('data', bytes => socket.write(bytes));
      socket.write('welcome');
    });
    const socket = lineOn(await open(port)).socket();
    expect(`${(await once(socket, 'data'))[0]}`).toBe('welcome');
    socket.write('again');
    expect(`${(await once(socket, 'data'))[0]}`).toBe('again');
    socket.destroy();
    await lineOn(await open(port)).leave();
    expect(errors).toEqual([]);
  });
});
