import { unmapped } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Situation, Wanted } from '../program.js';

/**
 * Whether every IPv4 address is wanted of a server that has every IPv6 one, and no more than that by IPV6_V6ONLY: one
 * socket can take both, and no client of today is lost.
 */
export const takesBoth = ({ listener }: Situation, { address }: Wanted): boolean =>
  address === '0.0.0.0' && listener?.local.address === '::' && listener.v6only === true;

/**
 * Whether every address of one family is wanted of a server that has some of the other: where its [::] is for IPv6
 * alone, it has to listen on both, for the clients of today are not to be lost.
 */
export function wantsBeside({ listener, beside = [] }: Situation, { address }: Wanted): boolean {
  if (!listener || !isWildcard(address)) return false;
  return [listener.local.address, ...beside].some(
    each => unmapped(each).includes(':') !== address.includes(':'),
  );
}
