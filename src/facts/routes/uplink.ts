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

/** By which interfaces a client may come in that is on no network of this machine. */
export interface WaysIn {
  /** Its own network or the default route tells. */
  readonly uplink?: string | undefined;
  /**
   * Where nothing tells: a route to its network leads there, by a router that has been heard of. Either the client comes
   * in there too, or the route is the very thing that is wrong.
   */
  readonly wayBack?: string | undefined;
}

/** The interface of a router that has been heard of, by which the way to a client leads. */
export const wayBackOf = (
  way: RouteLookup | undefined,
  neighbours: readonly Neighbour[],
): string | undefined =>
  neighbours.find(
    ({ address, device, state }) => address === way?.gateway && device === way.device && ANSWERS.has(state),
  )?.device;

/**
 * By which interface a client comes in. Where rp_filter drops those who come in by another one than the way back, that may
 * be this client's lot, and the default route is not presumed.
 */
export function readWaysIn(system: System, from: string, neighbours: readonly Neighbour[]): WaysIn {
  if (system.platform !== 'linux' || ['self', 'any', 'lan'].includes(from)) return {};
  const way = valueIn(lookUpRoutes(system, [{ to: from }]))?.[0];
  const routes = valueIn(readRoutes(system)) ?? [];
  const isStrict = () => !from.includes(':') && Object.values(readReversePathFilter(system)).includes(STRICT);
  const uplink = onNetworkOf(way, routes) ?? (isStrict() ? undefined : uplinkOf(way, routes, neighbours));
  return uplink === undefined ? { wayBack: wayBackOf(way, neighbours) } : { uplink };
}
