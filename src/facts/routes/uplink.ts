import { inPrefix } from '../../net/prefix.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { ANSWERS } from '../interfaces/clients.js';
import { lookUpRoutes, readReversePathFilter, readRoutes } from './read.js';
import type { Neighbour, Route, RouteLookup } from './types.js';

/**
 * The interface of the default route, where it is the way to a client and its router has been heard of: whoever is on
 * no network of this machine comes in there, where nobody says otherwise. A route to the client's own network tells
 * less: it may be the very thing that is wrong.
 */
export const uplinkOf = (
  way: RouteLookup | undefined,
  routes: readonly Route[],
  neighbours: readonly Neighbour[],
): string | undefined =>
  routes.find(
    ({ destination, gateway, device }) =>
      destination === 'default' &&
      gateway !== null &&
      gateway === way?.gateway &&
      device === way.device &&
      neighbours.some(each => each.address === gateway && each.device === device && ANSWERS.has(each.state)),
  )?.device ?? undefined;

/** Half the Internet, as VPNs write it (0.0.0.0/1), is nobody's own network. */
const mostOfAll = { 4: 8, 6: 16 } as const;

/**
 * The interface whose own address (a tunnel's /32) is of the same network as the client, by a route to the whole of it
 * that leads there without a router.
 */
const onNetworkOf = (way: RouteLookup | undefined, routes: readonly Route[]): string | undefined =>
  routes.find(
    ({ destination, gateway, device, family }) =>
      gateway === null &&
      device !== null &&
      device === way?.device &&
      way.source !== null &&
      Number(destination.split('/')[1] ?? 0) >= mostOfAll[family] &&
      inPrefix(way.to, destination) &&
      inPrefix(way.source, destination),
  )?.device ?? undefined;

/** rp_filter: whoever comes in by another interface than the way back is dropped. */
const STRICT = 1;

/**
 * By which interface a client comes in, where its own network or the default route tells. Where rp_filter drops those who come in by
 * another one, that may be this client's lot, and nothing is presumed.
 */
export function readUplink(
  system: System,
  from: string,
  neighbours: readonly Neighbour[],
): string | undefined {
  if (system.platform !== 'linux' || ['self', 'any', 'lan'].includes(from)) return undefined;
  const way = valueIn(lookUpRoutes(system, [{ to: from }]))?.[0];
  const routes = valueIn(readRoutes(system)) ?? [];
  const own = onNetworkOf(way, routes);
  if (own) return own;
  if (!from.includes(':') && Object.values(readReversePathFilter(system)).includes(STRICT)) return undefined;
  return uplinkOf(way, routes, neighbours);
}
