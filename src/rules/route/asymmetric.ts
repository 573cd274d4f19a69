import { known } from '../../facts/fact.js';
import { stateOf } from '../../facts/interfaces/networks.js';
import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Neighbour, RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import type { WalkSeen } from '../firewall/judged.js';
import { defineRule, type Evidence, type Finding, type Unchecked, unchecked } from '../rule.js';
import { pastThisMachine } from './asymmetric-inside.js';
import { isHeard, isHeardThere, isOn, isOnNetworkOf, routeBack, sharesCable } from './back.js';
import { halfOpen, waitsInVain } from './in-vain.js';
import { onTheWaysToServers } from './name-servers.js';
import { onPort } from './on-a-port.js';
import { capturing, isPolicyTable, ruleEvidence } from './policy-rule.js';
import { isKept, kept } from './replies-kept.js';
import { wrongSource } from './udp-source.js';
import { deciding, evidenceOf, inMain, ipFor, lengthOf, prefixOf, silentOn, wayBack } from './way.js';

/**
 * Found where the reply leaves by another interface than the client's packets come in by. An error where the client
 * cannot get it that way (a tunnel, another table's choice, a network that the client is not on) or is seen not to, else a warning:
 * routers in between may or may not carry it; for packets from here too, where the address is on a port of a bridge. Unchecked where nobody has been heard of yet at the other end. Over UDP, found too where the answer bears another address than was asked.
 */
export const rule = defineRule({
  code: 'route/asymmetric',
  needs: ['routes', 'interfaces'],
  mayUse: ['firewall', 'limits', 'probes', 'sockets', 'listeners', 'namespaces', 'names'],
  gate: true,
  through: true,
  explainedBy: ['route/subnet-overlap', 'route/rp-filter', 'interface/down', 'interface/no-carrier'],
  check({ routes, names, ...others }, question) {
    const seen = { ...others, routes: known(routes, 'rtnetlink') };
    const { interfaces } = others;
    const byPort = (each: Question) => onPort(deciding(routes, each), routes, interfaces);
    return (
      onTheWaysToServers(names, interfaces, question, byPort) ??
      byPort(question) ??
      otherWay(routes, seen, question) ??
      pastThisMachine(seen, question) ??
      wrongSource(others, routes, question)
    );
  },
});

function otherWay(routes: Routing, seen: WalkSeen, question: Question): Finding | Unchecked | undefined {
  const { interfaces } = seen;
  const back = wayBack(routes, question);
  const { source, input } = question.vantage;
  if (back && isKept(back, interfaces)) return kept(back, routes, interfaces);
  if (!back?.device || back.error || !source || !input || !elsewhere(back, input)) return undefined;
  const silent = silentOn(routes, source, back.device);
  if (sameCable(back.device, input, interfaces)) return undefined;
  const isThere = isOn(source, back.device, interfaces) || sharesCable(back.device, input, interfaces);
  if (!silent && isThere) return undefined;
  if (isHeardThere(back, question.vantage, routes, interfaces)) return undefined;
  const waiting = waitsInVain(seen, question);
  const missed = silent
    ? 'where nobody answers for its address'
    : (whyMissed(back, input, routes, interfaces) ?? (waiting && 'and get lost on that way'));
  if (!missed && !isPeopled(back, routes, interfaces)) return unchecked(notHeard(back, input));
  return {
    severity: missed ? 'error' : 'warning',
    summary: `Packets from ${source} come in by ${input}, but the replies leave by ${back.device}${missed ? `, ${missed}` : ', and routers on the way may drop them'}.`,
    says: `replies leave by ${back.device}`,
    outcome: missed ? 'timeout' : 'ok',
    evidence: [
      evidenceOf(back),
      ...ruleEvidence(routes, back),
      ...silentEvidence(silent),
      ...(waiting ? [halfOpen(waiting)] : []),
    ],
    fixes: [fix(routes, back, question, interfaces)],
  };
}

/** Somebody is there to take the replies, or the interface asks for nobody's hardware address. */
const isPeopled = ({ device, gateway, to }: RouteLookup, routes: Routing, interfaces: readonly Interface[]) =>
  find(device ?? '', interfaces)?.flags.includes('NOARP') || isHeard(routes, gateway ?? to, device);

const notHeard = ({ device, gateway, to }: RouteLookup, input: string): string =>
  `packets from ${to} are taken to come in by ${input}, and the replies leave by ${device}, where ${gateway ?? to} has not been heard of yet: let ${to} try to connect, then ask again`;

const silentEvidence = (entry: Neighbour | undefined): Evidence[] =>
  entry
    ? [
        {
          fact: 'routes',
          says: `The neighbour ${entry.address} on ${entry.device} is ${entry.state}: it is not on that cable`,
          source: `ip neigh show ${entry.address}`,
        },
      ]
    : [];

const elsewhere = ({ device, type }: RouteLookup, input: string): boolean =>
  device !== input && device !== 'lo' && type !== 'local';

const find = (name: string, interfaces: readonly Interface[]): Interface | undefined =>
  interfaces.find(item => item.name === name);

/** A bridge, bond or VRF and its port are one place. */
const sameCable = (one: string, two: string, interfaces: readonly Interface[]): boolean =>
  find(one, interfaces)?.master === two || find(two, interfaces)?.master === one;

/** Why the client will not get the reply; undefined where it may. */
function whyMissed(
  { device, table, to, gateway }: RouteLookup,
  input: string,
  routing: Routing,
  interfaces: readonly Interface[],
): string | undefined {
  const leaving = find(device ?? '', interfaces);
  if (isTunnel(device, interfaces)) return 'into a tunnel, so the client never gets them';
  const state = leaving && stateOf(leaving, interfaces);
  if (state && state !== 'up') return state === 'down' ? 'which is down' : 'which has no link';
  if (leaving?.kind === 'dummy') return 'which leads nowhere';
  // A client with a cable to both: its own answer for its address came by the second one.
  if (gateway === null && isHeard(routing, to, device)) return undefined;
  if (isOnNetworkOf(to, input, interfaces)) return `while the client is on the network of ${input}`;
  return isPolicyTable(table) ? `because a policy rule sends them to table ${table}` : undefined;
}

/** The smallest change that sends the reply back the way the question came. */
function fix(routing: Routing, back: RouteLookup, question: Question, interfaces: readonly Interface[]): Fix {
  const { input } = question.vantage;
  const ip = ipFor(back.to);
  const rule = capturing(routing, back);
  const direct = inMain(routing, back.to);
  if (rule && direct?.device === input && rule.priority > 1) {
    // By its default route all that is to be in the tunnel would go past it.
    const [whose, chosen] =
      lengthOf(direct) > 1
        ? [`to ${prefixOf(direct)}`, `to ${prefixOf(direct)}`]
        : [`of ${question.address}`, `from ${question.address}`];
    return {
      title: `Let the replies ${whose} follow the main table`,
      steps: [{ do: 'run', command: `${ip} rule add ${chosen} lookup main priority ${rule.priority - 1}` }],
      text: 'It lasts until the next reboot; the VPN program usually has an option for it (allow the local network).',
      needsRoot: true,
    };
  }
  // A policy table is asked before the main one, so a route there would change nothing.
  if (!isPolicyTable(back.table)) return routeBack(back.to, input ?? '', routing, interfaces);
  return viaInput(routing, back, input ?? '', ip);
}

/** A table of its own for what is sent from the address that was asked. */
function viaInput({ routes }: Routing, { from, to }: RouteLookup, input: string, ip: string): Fix {
  const router = routes.find(
    route => route.device === input && route.gateway !== null && route.destination === 'default',
  )?.gateway;
  const title = `Send what comes from ${from} out through ${input}`;
  const commands = [
    `${ip} route add default via ${router ?? 'ROUTER'} dev ${quoted(input)} table 100`,
    `${ip} rule add from ${from} lookup 100`,
  ];
  if (router) return { title, steps: commands.map(command => ({ do: 'run', command })), needsRoot: true };
  return {
    title,
    text: `${commands.map(each => `  sudo ${each}`).join('\n')}\nROUTER is the router on ${input} that ${to} is behind.`,
    needsRoot: true,
  };
}
