import type { Interface } from '../../facts/interfaces/types.js';
import type { Route, Routing } from '../../facts/routes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isPolicyTable } from '../route/policy-rule.js';
import { by, covering, host, ipFor, prefixOf } from '../route/way.js';
import { advice } from '../talk.js';

/**
 * The route that takes the target for a neighbour, where no network of this machine has it: `default dev eth0`. One to the
 * target alone says that it is a neighbour, as routers of hosting companies are.
 */
export function withoutGateway(
  routing: Routing | undefined,
  interfaces: readonly Interface[],
  target: string,
): Route | undefined {
  const route = routing && covering(routing, target)[0];
  if (!route?.device || route.gateway || prefixOf(route) === host(target)) return undefined;
  const near = interfaces.some(item =>
    item.addresses.some(({ address, prefix }) => inPrefix(target, `${address}/${prefix}`)),
  );
  return near ? undefined : route;
}

/** Why it is looked for here, in the words of ip-route(8). */
export const openRoute = (route: Route): string =>
  `the route "${route.destination} ${by(route)}" names no gateway, so it is looked for on the cable itself`;

/** Lets that route lead through a router. */
export const nameGateway = (route: Route, target: string): Fix =>
  advice(
    `Name the gateway of the route to ${route.destination === 'default' ? 'everywhere else' : route.destination}`,
    `  ${ipFor(target)} route replace ${route.destination} via ROUTER ${by(route)}${isPolicyTable(route.table) ? ` table ${route.table}` : ''}\nROUTER is the address of the router on one of this machine's networks.`,
    true,
  );
