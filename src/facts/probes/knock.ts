import { constants } from 'node:os';
import { socketCalls } from '../../system/netlink/library.js';
import { socketAddress } from './socket-address.js';

const SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0o4000 | 0o2000000;

/**
 * Whether this machine refuses a connection to an address of its own at once: a packet to oneself has its answer before
 * connect(2) returns, and a second call tells it. Undefined where that is not so (somebody answers, a rule drops the
 * packet, no koffi), and a connection that waits must tell. Much of what Node's own first connection costs, most of all
 * to an IPv6 address, is not spent.
 */
export function isRefusedAtOnce(address: string, port: number): true | undefined {
  const calls = socketCalls();
  const peer = socketAddress(address, port);
  // Which interface fe80::1%eth0 means only Node is told.
  if (!calls || !peer || address.includes('%')) return undefined;
  const socket = calls.socket(peer.readUInt16LE(0), SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
  if (socket < 0) return undefined;
  try {
    for (let tries = 0; tries < 2; tries++)
      if (calls.connect(socket, peer, peer.length) !== 0 && calls.errno() === constants.errno.ECONNREFUSED)
        return true;
    return undefined;
  } finally {
    calls.close(socket);
  }
}
