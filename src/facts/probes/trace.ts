import type { System } from '../../system/system.js';

const COUNT = '/proc/sys/net/netfilter/nf_conntrack_count';
/** A datagram on loopback is there at once; nobody waits longer, milliseconds. */
const WAIT = 50;

function tracked(system: System): number {
  try {
    return Number(system.read(COUNT));
  } catch {
    return Number.NaN;
  }
}

/**
 * Sends one datagram from a socket of this process to itself, by loopback. Where the kernel tracks connections in this
 * network namespace, which it does as soon as a rule there calls for it, its count is no longer zero after that; where
 * it still is, no rule rewrites addresses. Sends nothing where the count tells already.
 */
export async function leaveTrace(system: System): Promise<void> {
  if (tracked(system) !== 0) return;
  const { createSocket } = process.getBuiltinModule('node:dgram');
  const socket = createSocket('udp4');
  await new Promise<void>(done => {
    const timer = setTimeout(done, WAIT);
    const end = () => {
      clearTimeout(timer);
      done();
    };
    socket.once('error', end);
    socket.once('message', end);
    socket.bind(0, '127.0.0.1', () => socket.send('', socket.address().port, '127.0.0.1'));
  });
  socket.close();
}
