import { getSystemErrorName } from 'node:util';
import { keepErrors } from './error-queue/queue.js';
import { socketFor } from './tcp/peer.js';
import { type Stream, streamOn } from './tcp/stream.js';

/**
 * A UDP socket that sends to one literal address, hears from it, and keeps the ICMP errors that it is sent (a client that
 * does not ask for them is told of the closed port only). The error's name where there is no way there; undefined where only
 * Node can do it: no koffi, no Linux.
 */
export function openDatagrams(address: string, port: number): Stream | string | undefined {
  const socket = socketFor(address, port, 'datagram');
  if (!socket) return undefined;
  const { calls, descriptor, family, peer } = socket;
  keepErrors(calls, descriptor, family, true);
  if (calls.connect(descriptor, peer, peer.length) === 0) return streamOn(calls, descriptor);
  const errno = calls.errno();
  calls.close(descriptor);
  return getSystemErrorName(-errno);
}
