import { inPrefix, isLoopback } from '../../net/prefix.js';
import type { Interface } from '../interfaces/types.js';
import type { NameLookup } from './types.js';

/**
 * The name servers know the name by addresses of other machines on this machine's own networks alone: a server here is
 * not the one that is meant. A public address tells nothing, because a router may lead it here.
 */
export function isNeighbours({ answers }: NameLookup, interfaces: readonly Interface[]): boolean {
  const own = interfaces.flatMap(({ addresses }) => addresses);
  const told = answers.flatMap(({ addresses }) => addresses);
  return (
    told.length > 0 &&
    told.every(
      address =>
        !isLoopback(address) &&
        own.every(each => each.address !== address) &&
        own.some(each => inPrefix(address, `${each.address}/${each.prefix}`)),
    )
  );
}
