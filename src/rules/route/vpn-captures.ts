import { valueIn } from '../../facts/fact.js';
import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Route, RouteLookup, Routing } from '../../facts/routes/types.js';
import { inPrefix, isPrivate } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { probeOf } from '../probe.js';
import { defineRule, type Evidence } from '../rule.js';
import { ANSWERS, answeredBy } from './overlap.js';
import { capturing } from './policy-rule.js';
import { by, covering, evidenceOf, host, inMain, ipFor, MAIN_TABLE, prefixOf, wayOut } from './way.js';

/**
 * Found where the way to a target that did not answer leads into a tunnel, though a local network covers it, or though
 * another route leads there, by which it answers, or nothing has ever come out of the tunnel.
 */
export const rule = defineRule({
  code: 'route/vpn-captures',
  needs: ['routes', 'interfaces'],
  mayUse: ['probes'],
  check({ routes, interfaces, probes }, question) {
    const lookup = wayOut(routes, question);
    if (!lookup?.device || !isTunnel(lookup.device, interfaces)) return undefined;
    const probe = probeOf(valueIn(probes), question);
    if (!probe || ANSWERS.has(probe.outcome)) return undefined;
    const { address } = question;
    const near = nearNetwork(address, lookup.device, interfaces);
    const found = probe.detour && ANSWERS.has(probe.detour.outcome) ? probe.detour.device : undefined;
    const past = near ? undefined : wayPast(routes, lookup, interfaces, found);
    if (!near && !past && !isPrivate(address)) return undefined;
    return {
      severity: near || past ? 'error' : 'warning',
      summary: summaryOf(lookup, near, past, found),
      says: `into ${lookup.device}`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'unreachable',
      evidence: [
        evidenceOf(lookup),
        ...(found ? [answeredBy(found, address)] : past ? [unheard(lookup)] : []),
      ],
      fixes: [near ? around(routes, lookup, near) : past ? beside(routes, lookup, past) : leave],
    };
  },
});

function summaryOf(
  { to, device }: RouteLookup,
  near: string | undefined,
  past: Route | undefined,
  found: string | undefined,
): string {
  if (near)
    return `${to} is on the network of ${near}, but the kernel sends packets to it into the tunnel ${device}.`;
  return past
    ? `Packets to ${to} go into the tunnel ${device}, from which nothing ${found ? 'comes back' : 'has ever come'}; without it they would go ${by(past)}${found ? ', where it answers' : ''}.`
    : `Packets to ${to} go into the tunnel ${device}, and nothing comes back from there.`;
}

const unheard = ({ device }: RouteLookup): Evidence => ({
  fact: 'interfaces',
  says: `${device} has received 0 packets since it is there`,
  source: 'rtnetlink (IFLA_STATS64)',
});

/** The route that would be taken without a tunnel by which nothing has come in yet; or by which the target was found. */
function wayPast(
  routes: Routing,
  { to, device }: RouteLookup,
  interfaces: readonly Interface[],
  found: string | undefined,
): Route | undefined {
  if (!found && !interfaces.some(item => item.name === device && item.unheard)) return undefined;
  return covering(routes, to).find(
    route =>
      route.type === 'unicast' &&
      route.device !== null &&
      (found ? route.device === found : !isTunnel(route.device, interfaces)),
  );
}

/** A route for the one address past the tunnel; past the rule that captures it, where one does. */
function beside(routes: Routing, lookup: RouteLookup, past: Route): Fix {
  const rule = capturing(routes, lookup);
  const command =
    rule && rule.priority > 1 && past.table === MAIN_TABLE
      ? `${ipFor(lookup.to)} rule add to ${host(lookup.to)} lookup main priority ${rule.priority - 1}`
      : `${ipFor(lookup.to)} route replace ${host(lookup.to)} ${by(past)}`;
  return { ...leave, title: `Send this one address ${by(past)}`, steps: [{ do: 'run', command }] };
}

const leave: Fix = {
  title: 'Take this network out of the tunnel, or let the other end carry it',
  text: 'Leave the VPN for a moment to see whether it is that; then narrow its routes (AllowedIPs, split tunnel).',
  needsRoot: true,
};

/** Past the policy rule that captures it, or by a route for the one address where a longer prefix does. */
function around(routes: Routing, lookup: RouteLookup, near: string): Fix {
  const { to } = lookup;
  const rule = capturing(routes, lookup);
  const direct = inMain(routes, to);
  const command =
    rule && direct?.device === near && rule.priority > 1
      ? `${ipFor(to)} rule add to ${prefixOf(direct)} lookup main priority ${rule.priority - 1}`
      : `${ipFor(to)} route replace ${host(to)} dev ${near}`;
  if (rule && direct?.device !== near) return leave;
  return {
    title: 'Let the local network go around the tunnel',
    steps: [{ do: 'run', command }],
    text: 'Most VPN programs have an option for it: allow the local network, split tunnel, AllowedIPs.',
    needsRoot: true,
  };
}

/** The interface, other than the tunnel, on whose network the address is. */
const nearNetwork = (address: string, tunnel: string, interfaces: readonly Interface[]): string | undefined =>
  interfaces.find(
    item =>
      item.name !== tunnel &&
      !isTunnel(item.name, interfaces) &&
      item.addresses.some(
        own => own.prefix > 0 && own.prefix < 128 && inPrefix(address, `${own.address}/${own.prefix}`),
      ),
  )?.name;
