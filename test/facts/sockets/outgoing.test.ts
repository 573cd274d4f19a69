import { createSocket } from 'node:dgram';
import { expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { readOutgoing } from '../../../src/facts/sockets/outgoing.js';
import { realSystem } from '../../../src/system/real.js';

/** A socket of this process that is connected to a port of loopback, where nothing needs to be. */
const connected = (port: number): Promise<ReturnType<typeof createSocket>> =>
  new Promise(resolve => {
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.53', () => resolve(socket));
  });

it('tells of a question to a name server, and of no other datagrams', async () => {
  const sockets = await Promise.all([connected(53), connected(123)]);
  const found = valueIn(readOutgoing(realSystem, [process.pid])) ?? [];
  for (const each of sockets) each.close();
  expect(found.filter(({ remote }) => remote.address === '127.0.0.53')).toEqual([
    {
      pid: process.pid,
      remote: { address: '127.0.0.53', port: 53 },
      made: false,
      localPort: expect.any(Number),
      inode: expect.any(Number),
    },
  ]);
});
