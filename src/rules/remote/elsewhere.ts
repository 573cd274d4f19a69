import type { CauseCode } from '../../causes.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import { hasArp } from '../../facts/interfaces/claims.js';
import { isOverlay, isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Neighbour, RouteLookup, Routing } from '../../facts/routes/types.js';
import { icmpSays } from '../../net/icmp.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Evidence } from '../rule.js';
import { at } from '../serving.js';

/** An attempt to reach another machine that this machine itself had no reason to stop. */
export interface Elsewhere {
  readonly probe: Probe;
  /** The kernel's route to it; undefined where it was not asked. */
  readonly route: RouteLookup | undefined;
  /** The target is on a network of this machine, with no router between. */
  readonly onLink: boolean;
  readonly neighbour: Neighbour | undefined;
  /** The entry of whom the packets are handed to: the target itself, or the gateway. */
  readonly hop: Neighbour | undefined;
  /** The way leads into a tunnel or an overlay, which is no more open than what carries it. */
  readonly carried: boolean;
  /** Who sent the ICMP error that ended it; null where there was none, or nobody could see it. */
  readonly by: 'this machine' | 'the target' | 'another' | null;
}

/** Who sent an error, as this machine sees them. */
function senderOf({ offender, address }: Probe, interfaces: Fact<readonly Interface[]>): Elsewhere['by'] {
  if (!offender) return null;
  const own = (valueIn(interfaces) ?? []).some(nic =>
    nic.addresses.some(each => each.address === offender.address),
  );
  if (own) return 'this machine';
  return offender.address === withoutZone(address) ? 'the target' : 'another';
}

const withoutZone = (address: string): string => address.replace(/%.*$/, '');

/** The attempt from here to another machine's address; undefined for other questions, and where there is no route. */
export function elsewhere(
  probes: readonly Probe[],
  routes: Fact<Routing>,
  interfaces: Fact<readonly Interface[]>,
  question: Question,
): Elsewhere | undefined {
  if (question.local || question.vantage.kind !== 'self') return undefined;
  const probe = probeOf(probes, question);
  if (!probe) return undefined;
  const routing = valueIn(routes);
  const route = routing?.lookups.find(
    ({ to, from, input }) => to === question.address && from === null && input === null,
  );
  if (route && (route.error !== null || (route.type !== null && route.type !== 'unicast'))) return undefined;
  // Behind a tunnel there is a network, whatever its route says.
  const nics = valueIn(interfaces) ?? [];
  const tunnel = isTunnel(route?.device ?? null, nics);
  const carried = tunnel || isOverlay(route?.device, nics);
  const onLink = route !== undefined && route.gateway === null && !tunnel;
  // The kernel's list of neighbours has the interface beside a link-local address, not in it.
  const entryOf = (wanted: string) =>
    routing?.neighbours.find(
      ({ address, device }) =>
        address === withoutZone(wanted) && (route?.device == null || device === route.device),
    );
  const neighbour = entryOf(question.address);
  const hop = route?.gateway ? entryOf(route.gateway) : neighbour;
  return { probe, route, onLink, neighbour, hop, carried, by: senderOf(probe, interfaces) };
}

/** Who IPv4's packets are handed to was never asked for a hardware address (ARP), so that none of them went out. */
export function isUnasked(
  { route, hop }: Elsewhere,
  interfaces: Fact<readonly Interface[]>,
  { family }: Question,
): boolean {
  const card = valueIn(interfaces)?.find(({ name }) => name === route?.device);
  return family === 4 && hop === undefined && card !== undefined && hasArp(card);
}

/** What this machine does to its own packets comes first: those causes explain what looks like the other's doing. */
export const ownDoing: readonly CauseCode[] = [
  'client/wildcard-as-target',
  'name/hosts-override',
  'name/wrong-address',
  'name/resolver-config',
  'name/aaaa-unreachable',
  'name/one-address-dead',
  'interface/down',
  'interface/no-carrier',
  'interface/no-address',
  'bind/loopback-only',
  'bind/address-not-here',
  'bind/stale-address',
  'route/no-route',
  'route/blackhole',
  'route/gateway-unreachable',
  'route/subnet-overlap',
  'route/vpn-captures',
  'route/asymmetric',
  'route/rp-filter',
  'route/hairpin-nat',
  'firewall/egress-blocked',
  'firewall/drop',
  'firewall/reject',
  'firewall/redirected',
  'firewall/reply-dropped',
  'firewall/forward-dropped',
  'firewall/neighbour-discovery',
  'firewall/conntrack-full',
  'firewall/rate-limited',
  'tcp/ephemeral-exhausted',
  'namespace/localhost-inside-container',
  'namespace/container-loopback',
  'namespace/forward-mismatch',
];

/** What has to be said with every answer that seems to come from there while this machine's own rules are not known. */
export const unlessOwnRule = (
  firewall: Fact<unknown>,
  kind: 'rejecting' | 'dropping' | 'blocking' = 'rejecting',
): string =>
  firewall.status === 'unknown'
    ? ` A ${kind} rule of this machine's own firewall would look just the same, and its rules cannot be read without root.`
    : '';

/** The ICMP error as evidence, where there is one. */
export const icmpEvidence = ({ probe: { offender }, by }: Elsewhere): readonly Evidence[] =>
  offender
    ? [
        {
          fact: 'probes',
          says: `${offender.address}${by === 'this machine' ? ' (this machine)' : ''} says ${icmpSays(offender)}`,
          source: 'error queue of the socket (IP_RECVERR)',
        },
      ]
    : [];

/** The attempt as evidence. */
export const attempt = (probe: Probe, says: string): Evidence => ({
  fact: 'probes',
  says,
  source: `connect() to ${at(probe.address, probe.port)}`,
});

/** The route as evidence, where it is known. */
export function routeEvidence({ route, carried }: Elsewhere): readonly Evidence[] {
  if (!route) return [];
  const way = route.gateway ? `via ${route.gateway} by ${route.device}` : `directly by ${route.device}`;
  const says = carried ? "This machine's route there" : "This machine's way there is open";
  return [{ fact: 'routes', says: `${says}: ${way}`, source: `ip route get ${route.to}` }];
}

/** The state of the neighbour as evidence, where it is known. */
export const neighbourEvidence = ({ neighbour }: Elsewhere): readonly Evidence[] =>
  neighbour
    ? [
        {
          fact: 'routes',
          says: `The neighbour ${neighbour.address} is ${neighbour.state} on ${neighbour.device}`,
          source: 'RTM_GETNEIGH',
        },
      ]
    : [];

const isSilent = (entry: Neighbour | undefined): boolean =>
  entry !== undefined && ['failed', 'incomplete'].includes(entry.state);

/** Nothing answered the question "who has this address?". */
export const neighbourSilent = ({ neighbour }: Elsewhere): boolean => isSilent(neighbour);

/** Three unanswered questions, a second apart, and the kernel gives up on a neighbour (RFC 4861 § 7.2.2; ARP alike). */
const GIVING_UP = 2500;

/** Those questions were asked of whom the packets are handed to: that takes its time, or another program had asked just before. */
export const mayHaveGivenUp = ({ hop, probe }: Elsewhere): boolean => isSilent(hop) || probe.ms > GIVING_UP;

/** It took as long as those questions do, and the kernel's entry for the neighbour is gone, or was not to be seen. */
export const neighbourForgotten = ({ neighbour, probe }: Elsewhere): boolean =>
  neighbour === undefined && probe.ms > GIVING_UP;
