import type { FirewallRules } from '../facts/firewall/types.js';
import type { Interface } from '../facts/interfaces/types.js';
import type { Limits } from '../facts/limits/types.js';
import type { Routing } from '../facts/routes/types.js';
import { formatAddress } from '../net/address.js';
import { fromNumber } from '../net/network.js';
import type { Question } from '../net/question.js';
import type { Branch, End } from './chain.js';
import { type Client, clientSees } from './client.js';
import { followPacket, replyPacket, requestPacket } from './first-packet.js';
import { type HookName, passHook } from './hooks.js';
import type { Leg, Stop } from './leg.js';
import { copyOf, type Packet } from './packet.js';
import { type Quote, quoteOf } from './quote.js';
import { type Roads, roadsOf } from './routing.js';
import type { Doubt } from './verdict.js';

/** What a walk is worked out from; routes and limits make it more exact. */
export interface WalkFacts {
  readonly firewall: FirewallRules;
  readonly interfaces: readonly Interface[];
  readonly routes?: Routing | undefined;
  readonly limits?: Limits | undefined;
}

/** How a client's packets get in, or this machine's out, and the answers back. */
export interface Walk extends Leg {
  /** Where the request goes in the end, after dnat or redirect. */
  readonly destination: { readonly address: string; readonly port: number };
  /** The rule that rewrote it, or null. */
  readonly rewrittenBy: Quote | null;
  /** local: to a socket of this namespace; forward: through this machine to another; out: from here to elsewhere. */
  readonly delivery: 'local' | 'forward' | 'out';
  /** The interface by which a forwarded or outgoing request leaves; undefined where it is not known. */
  readonly output: string | undefined;
  /** The answer (SYN-ACK), judged as if the request had passed. */
  readonly reply: Leg;
  /** The client's further packets of the same connection, judged as if the others had passed. */
  readonly follow: Leg;
  /** What the client sees of the first thing that stops its connection; null where nothing does for certain. */
  readonly client: Client | null;
}

/** Where a packet goes: the hooks before and after the decision where to. */
interface Route {
  readonly delivery: Walk['delivery'];
  readonly hooks: readonly HookName[];
}

const stopOf = (end: End & { hook: HookName }): Stop => ({
  hook: end.hook,
  verdict: end.verdict === 'reject' ? 'reject' : 'drop',
  how: end.how,
  quote: quoteOf(end.site),
  through: end.through.map(quoteOf),
  reason: 'rule',
  doubts: end.doubts,
});

const byKernel = (reason: Stop['reason'], doubts: readonly Doubt[]): Stop => ({
  hook: 'routing',
  verdict: 'drop',
  how: null,
  quote: null,
  through: [],
  reason,
  doubts,
});

interface Passed {
  readonly branches: readonly Branch[];
  readonly stops: readonly Stop[];
  readonly mapped: readonly End[];
}

function passAll(
  facts: WalkFacts,
  roads: Roads,
  hooks: readonly HookName[],
  from: readonly Branch[],
): Passed {
  let branches = from;
  const stops: Stop[] = [];
  const mapped: End[] = [];
  for (const hook of hooks) {
    const passage = passHook(facts.firewall, hook, roads, branches);
    branches = passage.branches;
    stops.push(...passage.stops.map(stopOf));
    mapped.push(...passage.mapped);
  }
  return { branches, stops, mapped };
}

function legOf({ branches, stops }: Passed): Leg {
  const doubts = branches[0]?.doubts ?? stops[0]?.doubts ?? [];
  if (stops.length === 0) return { verdict: 'pass', stop: null, stops: [], doubts };
  // Where every way ends, what was doubtful made no difference; the surest one is the cause.
  const first = branches.length
    ? stops[0]!
    : ([...stops].sort((a, b) => a.doubts.length - b.doubts.length)[0] ?? stops[0]!);
  return { verdict: branches.length ? 'maybe' : first.verdict, stop: first, stops, doubts };
}

function join(parts: readonly Passed[]): Passed {
  return {
    branches: parts.flatMap(part => part.branches),
    stops: parts.flatMap(part => part.stops),
    mapped: parts.flatMap(part => part.mapped),
  };
}

/** What the kernel does with a packet that came in, once its destination is settled. */
function routeIn(facts: WalkFacts, roads: Roads, packet: Packet): Route | Stop['reason'] {
  const { destination } = packet.ends;
  if (roads.isLocal(destination)) {
    const toLoopback = typeof destination === 'number' ? destination >>> 24 === 127 : destination === 1n;
    const opened = facts.firewall.routeLocalnet.some(name => name === packet.input || name === 'all');
    if (toLoopback && packet.input !== 'lo' && !(opened && packet.family === 4))
      return 'loopback-from-outside';
    return { delivery: 'local', hooks: ['input'] };
  }
  const forwards = packet.family === 4 ? facts.limits?.ipForward : facts.limits?.ipv6Forward;
  if (forwards === false) return 'forwarding-off';
  return { delivery: 'forward', hooks: ['forward', 'postrouting', 'egress'] };
}

/** Sends a branch on after prerouting: in, or through. */
function onward(facts: WalkFacts, roads: Roads, branch: Branch): Passed & { delivery: Walk['delivery'] } {
  const packet = copyOf(branch.packet);
  const route = routeIn(facts, roads, packet);
  if (typeof route === 'string')
    return {
      branches: [],
      stops: [byKernel(route, branch.doubts)],
      mapped: [],
      delivery: route === 'loopback-from-outside' ? 'local' : 'forward',
    };
  if (route.delivery === 'forward') packet.output = roads.deviceTo(packet.ends.destination) ?? undefined;
  const own = { packet, doubts: branch.doubts };
  return { ...passAll(facts, roads, route.hooks, [own]), delivery: route.delivery };
}

interface Request extends Passed {
  readonly delivery: Walk['delivery'];
  /** The packet as it looked after its destination was settled, whether or not a filter then stopped it. */
  readonly settled: Packet;
  readonly output: string | undefined;
}

/** A packet that comes in from the network. */
function comesIn(facts: WalkFacts, roads: Roads, first: Packet): Request {
  const before = passAll(facts, roads, ['ingress', 'prerouting'], [{ packet: first, doubts: [] }]);
  const ways = before.branches.map(branch => onward(facts, roads, branch));
  const settled = before.branches[0]?.packet ?? first;
  const all = join([before, ...ways]);
  const delivery = ways[0]?.delivery ?? 'local';
  return {
    ...all,
    branches: ways.flatMap(way => way.branches),
    delivery,
    settled,
    output: delivery === 'forward' ? (roads.deviceTo(settled.ends.destination) ?? undefined) : undefined,
  };
}

/** A packet that this machine sends: out, or by loopback in again. */
function goesOut(facts: WalkFacts, roads: Roads, first: Packet): Request {
  const out = passAll(facts, roads, ['output'], [{ packet: first, doubts: [] }]);
  const settled = out.branches[0]?.packet ?? first;
  const parts = out.branches.map(branch => {
    const packet = copyOf(branch.packet);
    const local = roads.isLocal(packet.ends.destination);
    const moved = packet.ends.destination !== first.ends.destination;
    if (moved) packet.output = local ? 'lo' : (roads.deviceTo(packet.ends.destination) ?? undefined);
    const left = passAll(facts, roads, ['postrouting', 'egress'], [{ packet, doubts: branch.doubts }]);
    if (!local) return left;
    const arrived = left.branches.map(each => ({
      packet: { ...copyOf(each.packet), input: 'lo', output: '' },
      doubts: each.doubts,
    }));
    const taken = passAll(facts, roads, ['ingress', 'prerouting', 'input'], arrived);
    return { ...join([left, taken]), branches: taken.branches };
  });
  const all = join([out, ...parts]);
  const local = roads.isLocal(settled.ends.destination);
  return {
    ...all,
    branches: parts.flatMap(part => part.branches),
    delivery: local ? 'local' : 'out',
    settled,
    output: local ? 'lo' : settled.output,
  };
}

/** The answer's way back: from this machine, from behind it, or in from elsewhere. */
function answer(facts: WalkFacts, roads: Roads, question: Question, request: Request): Leg {
  const packet = replyPacket(question, request.settled, request.delivery, request.output);
  if (request.delivery === 'local') {
    const way = goesOut(facts, roads, {
      ...packet,
      output: roads.deviceTo(packet.ends.destination) ?? packet.output,
    });
    return legOf(way);
  }
  return legOf(comesIn(facts, roads, packet));
}

const text = (packet: Packet): Walk['destination'] => {
  const { destination, destinationPort } = packet.ends;
  return {
    address: formatAddress(fromNumber(packet.family, BigInt(destination))),
    port: typeof destinationPort === 'number' ? destinationPort : Number(destinationPort.lo),
  };
};

function walkFresh(facts: WalkFacts, question: Question): Walk | undefined {
  const roads = roadsOf(facts.interfaces, facts.routes);
  const first = requestPacket(question, roads);
  if (!first) return undefined;
  const outside = question.vantage.kind !== 'self';
  const send = (packet: Packet) => (outside ? comesIn : goesOut)(facts, roads, packet);
  const request = send(first);
  const leg = legOf(request);
  const reply = answer(facts, roads, question, request);
  const follow = legOf(send(followPacket(first, request.settled)));
  return {
    ...leg,
    destination: text(request.settled),
    rewrittenBy: request.mapped[0] ? quoteOf(request.mapped[0].site) : null,
    delivery: request.delivery,
    output: request.output,
    reply,
    follow,
    client: clientSees(question, [leg, reply, follow]),
  };
}

const walks = new WeakMap<FirewallRules, Map<string, Walk | undefined>>();

/**
 * What this machine's packet filters do with a connection: the first packet, the answer and what follows, hook by hook
 * in the kernel's order. Undefined where the question names no address. Worked out once for each question.
 */
export function walk(facts: WalkFacts, question: Question): Walk | undefined {
  const { vantage, protocol, address, port } = question;
  const known = walks.get(facts.firewall) ?? new Map<string, Walk | undefined>();
  walks.set(facts.firewall, known);
  const key = JSON.stringify([
    vantage.kind,
    vantage.source,
    vantage.input,
    protocol,
    address,
    port,
    !facts.routes,
    !facts.limits,
  ]);
  if (!known.has(key)) known.set(key, walkFresh(facts, question));
  return known.get(key);
}
