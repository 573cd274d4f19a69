import { valueIn } from '../../facts/fact.js';
import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Route, RouteLookup, Routing } from '../../facts/routes/types.js';
import { inPrefix, isPrivate } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { onTheWaysToServers } from './name-servers.js';
import { ANSWERS, answeredBy } from './overlap.js';
import { capturing } from './policy-rule.js';
import {
  by,
  byWords,
  covering,
  evidenceOf,
  host,
  inMain,
  ipFor,
  lengthOf,
  MAIN_TABLE,
  prefixOf,
  wayOut,
} from './way.js';

/**
 * Found where the way to a target that did not answer leads into a tunnel, though a local network covers it, or though
 * another route leads there, by which it answers, or nothing has ever come out of the tunnel.
 */
export const rule = defineRule({
  code: 'route/vpn-captures',
  needs: ['routes', 'interfaces'],
  mayUse: ['probes', 'names'],
  check({ routes, interfaces, probes, names }, question) {
    const servers = onTheWaysToServers(names, interfaces, question, server =>
      captured(routes, interfaces, server, UNHEARD),
    );
    if (servers !== null) return servers;
    const probe = probeOf(valueIn(probes), question);
    return probe && !ANSWERS.has(probe.outcome) ? captured(routes, interfaces, question, probe) : undefined;
  },
});

type Tried = Pick<Probe, 'outcome' | 'detour'>;

/** What came of asking a name server that did not answer. */
const UNHEARD: Tried = { outcome: 'timeout' };

/** The way to an address that did not answer leads into a tunnel; undefined where that is as it should be. */
function captured(
  routes: Routing,
  interfaces: readonly Interface[],
  question: Question,
  probe: Tried,
): Finding | undefined {
  const lookup = wayOut(routes, question);
  if (!lookup?.device || !isTunnel(lookup.device, interfaces)) return undefined;
  const { address } = question;
  const near = nearNetwork(address, lookup.device, interfaces);
  const past = near ? undefined : wayPast(routes, lookup, interfaces, probe);
  // On the tunnel's own network it is to be had there, or nowhere.
  if (!near && !past && (!isPrivate(address) || isOn(lookup.device, address, interfaces))) return undefined;
  const found = past && answers(past, probe);
  // Tried past the tunnel too, and in vain, or behind it by design: a route there would mend nothing.
  const better = found || !(probe.detour || isOfTunnel(routes, lookup, past)) ? past : undefined;
  return {
    severity: near || past ? 'error' : 'warning',
    summary: near
      ? `${address} is on the network of ${near}, but the kernel sends packets to it into the tunnel ${lookup.device}.`
      : `Packets to ${address} go into the tunnel ${lookup.device}, ${instead(past, better, found)}.`,
    says: `into ${lookup.device}`,
    outcome: probe.outcome === 'timeout' ? 'timeout' : 'unreachable',
    evidence: [
      evidenceOf(lookup),
      ...(found ? [answeredBy(past.device!, address)] : past ? [unheard(lookup)] : []),
    ],
    fixes: [near ? around(routes, lookup, near) : better ? beside(routes, lookup, better) : leave],
  };
}

/** A route for its very network leads into the tunnel, and whoever knows no more would hand the packets to a router. */
const isOfTunnel = (routes: Routing, { to, device }: RouteLookup, past: Route | undefined): boolean =>
  past !== undefined &&
  lengthOf(past) === 0 &&
  covering(routes, to).some(route => route.device === device && lengthOf(route) > 1);

/** What becomes of the packets there, and what would elsewhere. */
function instead(past: Route | undefined, better: Route | undefined, found: boolean | undefined): string {
  if (found)
    return `from which nothing comes back; without it they would go ${byWords(past!)}, where it answers`;
  if (!past) return 'and nothing comes back from there';
  return `from which nothing has ever come${better ? `; without it they would go ${byWords(better)}` : ''}`;
}

const unheard = ({ device }: RouteLookup): Evidence => ({
  fact: 'interfaces',
  says: `${device} has received 0 packets since it is there`,
  source: 'rtnetlink (IFLA_STATS64)',
});

/** Whoever was looked for answered by that route. By a default one, a router on the way may have refused in its name. */
const answers = (route: Route, { detour }: Tried): boolean =>
  detour?.device === route.device &&
  (lengthOf(route) > 1 ? ANSWERS.has(detour.outcome) : detour.outcome === 'connected');

/** The route by which the target was found; or that would be taken without a tunnel by which nothing has come in yet. */
function wayPast(
  routes: Routing,
  { to, device }: RouteLookup,
  interfaces: readonly Interface[],
  probe: Tried,
): Route | undefined {
  const ways = covering(routes, to).filter(
    route => route.type === 'unicast' && route.device !== null && route.device !== device,
  );
  const found = ways.find(route => answers(route, probe));
  if (found || !interfaces.some(item => item.name === device && item.unheard)) return found;
  return ways.find(route => !isTunnel(route.device, interfaces));
}

/** A route for the one address past the tunnel; past the rule that captures it, where one does. */
function beside(routes: Routing, lookup: RouteLookup, past: Route): Fix {
  const rule = capturing(routes, lookup);
  const command =
    rule && rule.priority > 1 && past.table === MAIN_TABLE
      ? `${ipFor(lookup.to)} rule add to ${host(lookup.to)} lookup main priority ${rule.priority - 1}`
      : `${ipFor(lookup.to)} route replace ${host(lookup.to)} ${by(past)}`;
  return { ...leave, title: `Send this one address ${byWords(past)}`, steps: [{ do: 'run', command }] };
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
      : `${ipFor(to)} route replace ${host(to)} dev ${quoted(near)}`;
  if (rule && direct?.device !== near) return leave;
  return {
    title: 'Let the local network go around the tunnel',
    steps: [{ do: 'run', command }],
    text: 'Most VPN programs have an option for it: allow the local network, split tunnel, AllowedIPs.',
    needsRoot: true,
  };
}

const isOn = (device: string, address: string, interfaces: readonly Interface[]): boolean =>
  interfaces.some(
    item =>
      item.name === device &&
      item.addresses.some(
        own => own.prefix > 0 && own.prefix < 128 && inPrefix(address, `${own.address}/${own.prefix}`),
      ),
  );

/** The interface, other than the tunnel, on whose network the address is. */
const nearNetwork = (address: string, tunnel: string, interfaces: readonly Interface[]): string | undefined =>
  interfaces.find(
    ({ name }) => name !== tunnel && !isTunnel(name, interfaces) && isOn(name, address, interfaces),
  )?.name;
