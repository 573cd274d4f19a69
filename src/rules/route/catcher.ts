import type { Interface } from '../../facts/interfaces/types.js';
import type { Route, RouteLookup, Routing, RoutingRule } from '../../facts/routes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { removeRule } from './policy-rule.js';
import { by, covering, ipFor, lengthOf, MAIN_TABLE, prefixOf, tableOf } from './way.js';

/** The error with which each kind of route ends a lookup (fib_props in net/ipv4/fib_semantics.c). */
export const KIND_BY_ERROR: Readonly<Record<string, string>> = {
  EINVAL: 'blackhole',
  EACCES: 'prohibit',
  EHOSTUNREACH: 'unreachable',
};

/** What catches the packet: a route, or a policy rule. */
export type Catcher = { readonly route: Route } | { readonly rule: RoutingRule };

/** The type of a route that throws packets away; undefined for others. */
export const discarding = (type: string | null | undefined): string | undefined =>
  type && Object.values(KIND_BY_ERROR).includes(type) ? type : undefined;

/** What a unicast route by lo does with the packets for an address that is none of this machine's own. */
export const LOOPED = 'loopback';

/**
 * A route leads into lo, where nobody takes packets for others: the old way to throw them away
 * (`route add -host 10.0.0.9 gw 127.0.0.1 lo`).
 */
export const isLooped = (lookup: RouteLookup, interfaces: readonly Interface[]): boolean =>
  lookup.error === null &&
  lookup.type === 'unicast' &&
  interfaces.some(({ name, flags }) => name === lookup.device && flags.includes('LOOPBACK'));

/** The route as ip-route(8) shows it, as far as it tells what becomes of packets. */
const text = (route: Route): string =>
  route.type === 'unicast'
    ? `${route.destination} ${by(route)}${tableOf(route)}`
    : `${route.type} ${route.destination}${tableOf(route)}`;

/** The route or the policy rule as the subject of a sentence. */
export const describe = (catcher: Catcher): string =>
  'route' in catcher
    ? `The route "${text(catcher.route)}"`
    : `The policy rule "${catcher.rule.priority}: ${catcher.rule.text}"`;

/** The command that lists it. */
export const commandOf = (catcher: Catcher, to: string): string =>
  'route' in catcher
    ? `${ipFor(to)} route show table all${catcher.route.type === 'unicast' ? '' : ` type ${catcher.route.type}`}`
    : `${ipFor(to)} rule`;

/** Another default route serves where the lookup would come to it: in the same table, or in main, which is asked last. */
const comesNext = (route: Route, caught: Route): boolean =>
  route !== caught &&
  (prefixOf(route) !== prefixOf(caught) ||
    lengthOf(route) > 0 ||
    route.table === caught.table ||
    route.table === MAIN_TABLE);

/**
 * A route as ip-route(8) finds it to remove: one that leads to a nexthop object which throws away is none of that type
 * to the kernel (fib_table_delete), and shows by the device that the object has.
 */
const named = (route: Route): string =>
  route.device === null || route.family === 6 || route.type === 'unicast'
    ? text(route)
    : `${route.destination}${tableOf(route)}`;

/** Takes it away; by hand where nothing else would lead there then. */
export function removal(routing: Routing, catcher: Catcher, { to }: RouteLookup): Fix {
  const command =
    'route' in catcher ? `${ipFor(to)} route del ${named(catcher.route)}` : removeRule(routing, catcher.rule);
  const left = covering(routing, to).find(
    route => route.type === 'unicast' && (!('route' in catcher) || comesNext(route, catcher.route)),
  );
  const title = 'route' in catcher ? 'Remove that route' : 'Remove that policy rule';
  const risk = 'Somebody put it there to cut these addresses off.';
  const text =
    'If the configuration of the network or a program has it, it comes back: take it out there too.';
  if (left) return { title, steps: [{ do: 'run', command }], text, risk, needsRoot: true };
  return {
    title,
    text: `${command}, then give the kernel a route to ${to}: there is no other one.`,
    risk,
    needsRoot: true,
  };
}
