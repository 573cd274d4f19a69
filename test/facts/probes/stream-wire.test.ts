import { once } from 'node:events';
import net from 'node:net';
import { expect, it } from 'vitest';
import { wireOn } from '../../../src/facts/probes/stream-wire.js';
import { openStream } from '../../../src/system/tcp/stream.js';

/** How a wire ends to a server that does this with its client, without a word. */
async function endBy(hangUp: (client: net.Socket) => void): Promise<string> {
  const server = net.createServer({ allowHalfOpen: true }, hangUp).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const until = performance.now() + 2000;
  const opened = await openStream('127.0.0.1', port, until);
  if (!opened || !('descriptor' in opened)) throw new Error('no stream of our own here');
  const wire = wireOn(opened);
  const end = await wire.receive(() => true, until);
  wire.close();
  server.close();
  return end;
}

it('takes a reset behind the end for what it is, whichever is read first', async () => {
  expect(await endBy(client => client.end(() => client.resetAndDestroy()))).toBe('reset');
  expect(await endBy(client => client.end())).toBe('closed');
});
