import { reachedAt, unmapped } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Socket } from './types.js';

/** The family whose clients a socket takes first: IPv4, where an IPv6 socket is bound to a mapped address, as Java's are. */
export const boundFamily = ({ family, local: { address } }: Socket): 4 | 6 =>
  family === 6 && unmapped(address) !== address ? 4 : family;

/** What these sockets are bound to, in a word: others of the same word take what these would take on their own ports. */
export const boundTo = (sockets: readonly Socket[]): string =>
  sockets
    .map(({ protocol, family, local, device, v6only }) => [protocol, family, local.address, device, v6only])
    .join(' ');

/** How exactly a socket matches, as the kernel scores it (compute_score in inet_hashtables.c); -1 for not at all. */
function score(socket: Socket, address: string, input: string | null): number {
  const local = unmapped(socket.local.address);
  const family = address.includes(':') ? 6 : 4;
  const bound = boundFamily(socket);
  const wildcard = isWildcard(local);
  if (wildcard && bound === 4 && family === 6) return -1;
  // Where the source does not tell, Linux's default stands: a wildcard IPv6 socket takes IPv4 too.
  if (wildcard && bound === 6 && family === 4 && socket.v6only === true) return -1;
  if (!wildcard && local.split('%')[0] !== address.split('%')[0]) return -1;
  if (socket.device !== null && socket.device !== input) return -1;
  return (wildcard ? 0 : 4) + (socket.device !== null ? 2 : 0) + (bound === family ? 1 : 0);
}

/**
 * The sockets that take a connection to `address` arriving by interface `input` (`lo` for this machine's own): the most
 * specific, several where they share it by SO_REUSEPORT.
 */
export function takers(sockets: readonly Socket[], address: string, input: string | null): readonly Socket[] {
  const scored = sockets.map(socket => ({ socket, score: score(socket, reachedAt(address), input) }));
  const best = Math.max(...scored.map(each => each.score), -1);
  return best < 0 ? [] : scored.filter(each => each.score === best).map(each => each.socket);
}

/** Whether the socket waits for clients: it listens (TCP), or has no peer (UDP). */
export const serves = (socket: Socket, protocol: 'tcp' | 'udp'): boolean =>
  socket.protocol === protocol && (socket.state === 'listen' || socket.state === 'unconnected');
