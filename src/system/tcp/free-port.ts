import { AF_INET6 } from '../../net/address-family.js';
import { ERRNO } from '../os.js';
import { integer } from './options.js';
import { socketFor } from './peer.js';

const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;

/**
 * Whether a server that sets SO_REUSEADDR could have a port at this address now. What is left of closed connections keeps it
 * off where the server that made them had not set it: a TIME_WAIT socket has that from its listener (inet_bind_conflict() in
 * net/ipv4/inet_connection_sock.c), and tells it to nobody. Undefined where it cannot be tried: no koffi, no Linux, a port
 * below those of ordinary users, an address that this machine has no more.
 *
 * Only for an address at which such remains are. The socket is bound for the moment of the call and never listens. A server
 * that starts in that moment and sets SO_REUSEADDR gets the port as well. One that does not has it at other addresses, as
 * before; at this one, or at all, the remains themselves keep it off (but for one that sets SO_REUSEPORT alone, after one that
 * had set both). So the wildcard address would not do: it would keep off whoever wants 127.0.0.1 where they are at 10.0.0.1.
 */
export function isFreeToReuse(address: string, port: number): boolean | undefined {
  const socket = socketFor(address, port, 'stream');
  if (!socket) return undefined;
  const { calls, descriptor, family, peer } = socket;
  const set = (level: number, name: number, value: number) =>
    calls.setsockopt(descriptor, level, name, integer(value), 4);
  set(SOL_SOCKET, SO_REUSEADDR, 1);
  // An IPv4 client's connection to a listener at :: is at ::ffff:10.0.0.1.
  if (family === AF_INET6) set(IPPROTO_IPV6, IPV6_V6ONLY, 0);
  const errno = calls.bind(descriptor, peer, peer.length) === 0 ? 0 : calls.errno();
  calls.close(descriptor);
  if (errno === 0) return true;
  return errno === ERRNO.EADDRINUSE ? false : undefined;
}
