import { AF_INET6 } from '../../net/address-family.js';
import { ERRNO } from '../os.js';
import { integer } from './options.js';
import { socketFor } from './peer.js';

const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;

/**
 * Whether a server that sets SO_REUSEADDR could have a port at every address now. What is left of closed connections keeps it
 * off where the server that made them had not set it: a TIME_WAIT socket has that from its listener (inet_bind_conflict() in
 * net/ipv4/inet_connection_sock.c), and tells it to nobody. Undefined where it cannot be tried: no koffi, no Linux, a port
 * below those of ordinary users.
 *
 * The socket is bound for the moment of the call and never listens. A server that starts in that moment and sets
 * SO_REUSEADDR gets the port as well, and one that does not could not have it before either, on a port with such remains.
 */
export function isFreeToReuse(port: number): boolean | undefined {
  const socket = socketFor('::', port, 'stream') ?? socketFor('0.0.0.0', port, 'stream');
  if (!socket) return undefined;
  const { calls, descriptor, family, peer } = socket;
  const set = (level: number, name: number, value: number) =>
    calls.setsockopt(descriptor, level, name, integer(value), 4);
  set(SOL_SOCKET, SO_REUSEADDR, 1);
  if (family === AF_INET6) set(IPPROTO_IPV6, IPV6_V6ONLY, 0);
  const errno = calls.bind(descriptor, peer, peer.length) === 0 ? 0 : calls.errno();
  calls.close(descriptor);
  if (errno === 0) return true;
  return errno === ERRNO.EADDRINUSE ? false : undefined;
}
