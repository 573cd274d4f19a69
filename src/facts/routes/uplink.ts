import { ANSWERS } from '../interfaces/clients.js';
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
