import type { Probe } from '../../facts/probes/types.js';
import type { Route, RouteLookup, Routing } from '../../facts/routes/types.js';
import { isIrregular } from '../probe.js';
import type { Finding } from '../rule.js';
import { by, byWords, covering, evidenceOf, ipFor, labelOf, silentOn } from './way.js';

const isSilent = (routing: Routing, { gateway, device }: Route) =>
  gateway !== null && device !== null ? silentOn(routing, gateway, device) : undefined;

/** The ways of the route that leads there, where the kernel shares the connections between several (ip-route(8), nexthop). */
function legsOf(routing: Routing, { to, gateway, device, table }: RouteLookup): readonly Route[] {
  const shared = routing.routes.filter(each => each.shared && (table === null || each.table === table));
  const ways = covering({ ...routing, routes: shared }, to);
  const taken = ways.find(each => each.gateway === gateway && each.device === device);
  return ways.filter(
    each =>
      each.destination === taken?.destination && each.metric === taken.metric && each.table === taken.table,
  );
}

/** The same route without the ways that lead nowhere. */
function without(gone: Route, good: readonly Route[], to: string): string {
  const ways = good.length === 1 ? by(good[0]!) : good.map(each => `nexthop ${by(each)}`).join(' ');
  return `${ipFor(to)} route replace ${gone.destination}${labelOf(gone)} ${ways}`;
}

/**
 * One of the gateways between which a route shares the connections does not answer: some connections get through and
 * others do not, and each goes the way of its addresses, or of its ports too (net.ipv4.fib_multipath_hash_policy). An
 * attempt that anybody beyond answered, or an own rule ended, was not lost there.
 */
export function deadLeg(
  routing: Routing,
  lookup: RouteLookup,
  {
    probe,
    lost,
    away,
  }: { readonly probe: Probe | undefined; readonly lost: boolean; readonly away: boolean },
): Finding | undefined {
  const legs = legsOf(routing, lookup);
  const good = legs.filter(leg => !isSilent(routing, leg));
  const gone = legs.find(leg => !good.includes(leg));
  const entry = gone && isSilent(routing, gone);
  if (!gone || !entry || good.length === 0) return undefined;
  const fails = probe ? lost || isIrregular(probe) : lookup.gateway === gone.gateway;
  const [what, fate] = away
    ? [`connections to ${lookup.to}`, 'those that are given to it fail or are late']
    : [`replies to ${lookup.to}`, 'those that are given to it never arrive'];
  const through = probe ? !lost : !fails;
  return {
    severity: fails ? 'error' : 'warning',
    ...(through && { byLuck: true }),
    outcome: through ? 'ok' : away ? 'unreachable' : 'timeout',
    summary: `The route ${gone.destination} shares the ${what} between ${legs.length} gateways, and one of them, ${gone.gateway} on ${gone.device}, does not answer: ${fate}.`,
    says: `gateway ${gone.gateway}, one of ${legs.length}, does not answer`,
    evidence: [
      evidenceOf(lookup),
      {
        fact: 'routes',
        says: `${entry.address} on ${entry.device} is ${entry.state}: nobody answered the question for its hardware address`,
        source: 'ip neigh',
      },
    ],
    fixes: [
      {
        title: `Send all of it ${good.map(byWords).join(' and ')}`,
        steps: [{ do: 'run', command: without(gone, good, lookup.to) }],
        text: `It lasts until the next reboot. Put ${gone.gateway} back into the route once it answers again.`,
        needsRoot: true,
      },
    ],
  };
}
