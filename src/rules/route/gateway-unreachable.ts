import { type Fact, valueIn } from '../../facts/fact.js';
import { hasArp } from '../../facts/interfaces/claims.js';
import { isInner } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Neighbour, RouteLookup, Routing } from '../../facts/routes/types.js';
import { icmpSays } from '../../net/icmp.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import { overlaySaid } from '../remote/overlay.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { deadLeg } from './dead-leg.js';
import { onTheWaysToServers } from './name-servers.js';
import { isPolicyTable } from './policy-rule.js';
import {
  by,
  byWords,
  covering,
  deciding,
  evidenceOf,
  host,
  inMain,
  ipFor,
  MAIN_TABLE,
  prefixOf,
  silentOn,
  wayOut,
} from './way.js';

/** Three unanswered requests, a second apart, end the search for a neighbour (net.ipv4.neigh.*.mcast_solicit). */
const UNANSWERED_MS = 2500;

/** Found where the route, to the target or to all name servers, leads through a next hop of which the kernel knows that it does not answer. */
export const rule = defineRule({
  code: 'route/gateway-unreachable',
  needs: ['routes', 'interfaces'],
  mayUse: ['probes', 'names'],
  explainedBy: [
    'interface/down',
    'interface/no-carrier',
    'firewall/neighbour-discovery',
    // Replies that leave by the client's own interface have no use for the gateway behind another one.
    'route/asymmetric',
  ],
  check({ names, ...seen }, question) {
    const check = (each: Question) => silentGateway(seen, each);
    return onTheWaysToServers(names, seen.interfaces, question, check) ?? check(question);
  },
});

interface Seen {
  readonly routes: Routing;
  readonly interfaces: readonly Interface[];
  readonly probes: Fact<readonly Probe[]>;
}

function silentGateway({ routes, interfaces, probes }: Seen, question: Question): Finding | undefined {
  const lookup = deciding(routes, question);
  if (!lookup?.gateway || lookup.error) return undefined;
  const entry = routes.neighbours.find(
    ({ address, device }) => address === lookup.gateway && device === lookup.device,
  );
  const away = wayOut(routes, question) !== undefined;
  const probe = away ? probeOf(valueIn(probes), question) : undefined;
  const lost =
    probe?.outcome === 'timeout' || (probe?.outcome === 'host-unreachable' && madeHere(probe, interfaces));
  const leg = deadLeg(routes, lookup, { probe, lost, away });
  if (leg) return leg;
  if (probe?.outcome === 'connected' || probe?.outcome === 'refused') return undefined;
  const proof = [...fromNeighbour(entry), ...fromProbe(probe, interfaces)];
  if (proof.length === 0) return undefined;
  const { gateway, device } = lookup;
  return {
    severity: 'error',
    summary: away
      ? `The way to ${lookup.to} leads through the gateway ${gateway} on ${device}, and that gateway does not answer.`
      : `The replies to ${lookup.to} leave through the gateway ${gateway} on ${device}, and that gateway does not answer.`,
    says: `gateway ${gateway} does not answer`,
    outcome: away ? 'unreachable' : 'timeout',
    evidence: [evidenceOf(lookup), ...proof],
    fixes: [
      ...past(routes, lookup),
      ...another(routes, interfaces, lookup, away ? null : question.vantage.input),
      {
        title: 'Bring the gateway back, or name the right one',
        text: `Check the router ${gateway} and its cable.${overlaySaid(device, interfaces)} If the gateway is another one:\n  sudo ip route replace ${lookup.to} via ROUTER dev ${quoted(device ?? 'DEVICE')}${isPolicyTable(lookup.table) ? ` table ${lookup.table}` : ''}`,
        needsRoot: true,
      },
    ],
  };
}

/** Who is on the cable itself needs no gateway: the main table says so, and the table that a policy rule leads to does not. */
function past(routing: Routing, { to, device, table }: RouteLookup): readonly Fix[] {
  const near = inMain(routing, to);
  if (device === null || !isPolicyTable(table)) return [];
  if (!near || near.gateway || near.device !== device) return [];
  const prefix = prefixOf(near);
  return [
    {
      title: `Tell table ${table} too that ${prefix} is on the cable of ${device}`,
      steps: [
        { do: 'run', command: `${ipFor(to)} route replace ${prefix} dev ${quoted(device)} table ${table}` },
      ],
      text: 'It lasts until the next reboot: add the route where the routes of that table are configured (netplan: routes beside routing-policy).',
      needsRoot: true,
    },
  ];
}

/**
 * The next best route leads through another gateway, of which nothing bad is known, or needs none: to whom is on the cable
 * of a card, and was not asked for there in vain. Replies leave by the way that their client came.
 */
function another(
  routing: Routing,
  interfaces: readonly Interface[],
  { to, gateway, table }: RouteLookup,
  input: string | null,
): readonly Fix[] {
  const other = covering(routing, to).find(
    route =>
      route.table === MAIN_TABLE &&
      route.type === 'unicast' &&
      route.gateway !== gateway &&
      route.device !== null &&
      (input === null || route.device === input) &&
      !silentOn(routing, route.gateway ?? to, route.device) &&
      (route.gateway !== null || isOnCable(route.device, interfaces)),
  );
  const dead = inMain(routing, to);
  if (table !== MAIN_TABLE || !other || dead?.gateway !== gateway) return [];
  return [
    {
      title: other.gateway
        ? `Send this one address ${byWords(other)}, the other gateway`
        : `Send this one address straight to the cable of ${other.device}`,
      steps: [{ do: 'run', command: `${ipFor(to)} route replace ${host(to)} ${by(other)}` }],
      text: `It lasts until the next reboot. If ${gateway} is gone for good, take its route away instead: ${ipFor(to)} route del ${dead.destination} ${by(dead)}`,
      needsRoot: true,
    },
  ];
}

/** A tunnel and a bridge of containers have no cable on which another machine could be. */
const isOnCable = (device: string, interfaces: readonly Interface[]): boolean =>
  interfaces.some(each => each.name === device && hasArp(each) && !isInner(each, interfaces));

const fromNeighbour = (entry: Neighbour | undefined): Evidence[] =>
  entry?.state === 'failed' || (entry?.state === 'incomplete' && !entry.hardwareAddress)
    ? [
        {
          fact: 'routes',
          says: `${entry.address} on ${entry.device} is ${entry.state}: nobody answered the question for its hardware address`,
          source: 'ip neigh',
        },
      ]
    : [];

/** An error made here after the kernel had waited for the neighbour; a reject rule's error comes at once. */
const fromProbe = (probe: Probe | undefined, interfaces: readonly Interface[]): Evidence[] =>
  probe?.outcome === 'host-unreachable' && probe.ms >= UNANSWERED_MS && madeHere(probe, interfaces)
    ? [
        {
          fact: 'probes',
          says: `connect() ended with EHOSTUNREACH after ${(probe.ms / 1000).toFixed(1)} s, the time that the kernel waits for a neighbour${probe.offender ? `, and no other machine said so: the error is this machine's own (${icmpSays(probe.offender)})` : ''}`,
          source: 'connect()',
        },
      ]
    : [];

const madeHere = ({ offender }: Probe, interfaces: readonly Interface[]): boolean =>
  offender === null || interfaces.some(item => item.addresses.some(own => own.address === offender.address));
