import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/facts/probes/udp-source.js';

const open: Socket[] = [];

/** A server that sends every datagram back, and its port. */
async function echo(address: string): Promise<number> {
  const server = createSocket('udp4');
  open.push(server);
  server.on('message', (bytes, client) => server.send(bytes, client.port, client.address));
  server.bind(0, address);
  await once(server, 'listening');
  return server.address().port;
}

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

describe.skipIf(process.platform !== 'linux')('the source of an answer (127.0.0.2 answers on Linux)', () => {
  const bytes = Buffer.from('hello');

  it('is the kernel’s choice where the server listens on every address', async () => {
    expect(await sourceOf('127.0.0.2', await echo('0.0.0.0'), bytes, 10_000)).toBe('127.0.0.1');
  });

  it('is the address that was asked where the server listens on it', async () => {
    expect(await sourceOf('127.0.0.2', await echo('127.0.0.2'), bytes, 10_000)).toBe('127.0.0.2');
  });

  it('is not known of a server that says nothing', async () => {
    const port = await echo('127.0.0.2');
    expect(await sourceOf('127.0.0.3', port, bytes, 300)).toBeUndefined();
  });
});
