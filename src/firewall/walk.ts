import type { FirewallRules } from '../facts/firewall/types.js';
import type { Interface } from '../facts/interfaces/types.js';
import type { Limits } from '../facts/limits/types.js';
import type { Routing } from '../facts/routes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Question } from '../net/question.js';
import { answerOf, arrivedAs, markOf, sureMark } from './answer.js';
import type { Answered } from './answered.js';
import type { End } from './branch.js';
import { type Client, clientSees } from './client.js';
import { dataPacket, followPacket, requestPacket } from './first-packet.js';
import { type Leg, settled, stopsSurely } from './leg.js';
import { ownOf } from './owner.js';
import type { Packet } from './packet.js';
import { type Delivery, legOf, type Request, type Scene } from './pass.js';
import { comesIn, goesOut } from './path.js';
import { type Quote, quoteOf } from './quote.js';
import { rejectionPacket } from './rejection.js';
import { roadsOf } from './routing.js';
import type { Said } from './said.js';
import { type Cut, cutOf } from './sized.js';
import { writtenAddress } from './value.js';

/** What a walk is worked out from; routes and limits make it more exact. */
export interface WalkFacts {
  readonly firewall: FirewallRules;
  readonly interfaces: readonly Interface[];
  readonly routes?: Routing | undefined;
  readonly limits?: Limits | undefined;
  /** Whose answers they are: rules may ask for the user of the server's socket. */
  readonly sockets?: readonly Socket[] | undefined;
  /** All who listen: rules may give packets to one of them. */
  readonly listeners?: readonly Socket[] | undefined;
  /** What the client says first: rules may look for it. */
  readonly said?: Said | undefined;
  /** What the server says to it. */
  readonly answered?: Answered | undefined;
}

/** How a client's packets get in, or this machine's out, and the answers back. */
export interface Walk extends Leg {
  /** Where the request goes in the end, after dnat or redirect. */
  readonly destination: { readonly address: string; readonly port: number };
  /** The source address with which the request arrives there: its own, or another after masquerade or snat. */
  readonly source: string;
  /** Where else it may go, and by which rule, where a doubt decides about a rewrite. */
  readonly otherwise: readonly (Walk['destination'] & { readonly by: Quote | null })[];
  /** The rule that rewrote it, or null. */
  readonly rewrittenBy: Quote | null;
  /** local: to a socket of this namespace; forward: through this machine to another; out: from here to elsewhere. */
  readonly delivery: Delivery;
  /**
   * The connection tracking has to make an entry; false where rules exempt the request and the answer. One is made for
   * the answer to an exempt request too, before it is found to be invalid (init_conntrack() of nf_conntrack_core.c).
   */
  readonly tracked: boolean;
  /** The interface by which a forwarded or outgoing request leaves; undefined where it is not known. */
  readonly output: string | undefined;
  /** The answer (SYN-ACK), judged as if the request had passed. */
  readonly reply: Leg;
  /** What the server says on the connection, judged as if it had been made. */
  readonly answer: Leg;
  /** The mark with which the packet that this machine sends, the request or its answer, is routed anew; null where it is not. */
  readonly mark: number | null;
  /** The mark of the packet that came in, with which it is routed; null where it has none, or that is not known. */
  readonly markIn: number | null;
  /** The client's further packets of the same connection, with its request, judged as if the others had passed. */
  readonly follow: Leg;
  /** What the client sees of the first thing that stops its connection; null where nothing does for certain. */
  readonly client: Client | null;
  /** What stops long requests or long answers, where short ones pass; null where nothing does. */
  readonly cuts: Cut | null;
}

const text = (packet: Packet): Walk['destination'] => {
  const { destination, destinationPort } = packet.ends;
  if (packet.taken)
    return { address: writtenAddress(packet.family, packet.taken.address), port: packet.taken.port };
  return {
    address: writtenAddress(packet.family, destination),
    port: typeof destinationPort === 'number' ? destinationPort : Number(destinationPort.lo),
  };
};

const sameGoal = (a: Packet, b: Packet): boolean =>
  a.ends.destination === b.ends.destination &&
  a.ends.destinationPort === b.ends.destinationPort &&
  a.taken?.port === b.taken?.port;

const others = (request: Request): Walk['otherwise'] =>
  request.branches
    .filter(({ packet }) => !sameGoal(packet, request.settled))
    .map(({ packet }) => ({ ...text(packet), by: rewriterOf(request, packet) }));

function rewriterOf({ mapped }: Request, goal: Packet): Quote | null {
  const end = mapped.find(each => sameGoal(each.packet, goal));
  return end ? quoteOf(end.site) : null;
}

function walkOnce(scene: Scene, question: Question, usual: boolean): Walk | undefined {
  const opening = requestPacket(question, scene.roads, usual);
  if (!opening) return undefined;
  const outside = question.vantage.kind !== 'self';
  const { clock, asker } = scene.rules;
  const first = { ...opening, ...(clock && { clock }), ...(outside ? {} : asker) };
  const send = (packet: Packet) => (outside ? comesIn : goesOut)(scene, packet);
  const request = send(first);
  const leg = legOf(request);
  const { reply, answer, full, mark, known, tracked } = answerOf(scene, question, request);
  const follow = legOf(send(followPacket(first, arrivedAs(request), known)));
  const data =
    first.tcpFlags === 0 ? follow : legOf(send(dataPacket(first, arrivedAs(request), known, scene.said)));
  // What surely stops a request is told as the follower's end; of what might stop some requests nothing is said.
  const onward = !stopsSurely(follow) && stopsSurely(data) ? data : follow;
  return {
    ...leg,
    destination: text(request.settled),
    source: writtenAddress(first.family, arrivedAs(request).ends.source),
    otherwise: others(request),
    rewrittenBy: rewriterOf(request, request.settled),
    delivery: request.delivery,
    tracked: tracked || arrivedAs(request).tracked,
    output: request.output,
    reply,
    answer,
    mark: outside ? mark : markOf(scene, request),
    markIn: outside ? sureMark(request) : null,
    follow: onward,
    cuts: cutOf([leg, reply, onward, answer], data, full),
    client: clientSees(question, [leg, reply, onward, answer]),
  };
}

/** The answer of a reject rule has this machine's own rules to pass. */
function isHeard(scene: Scene, { packet, how }: End): boolean | undefined {
  const answer = rejectionPacket(packet, how ?? '', scene.roads);
  const verdict = answer && legOf(goesOut(scene, answer)).verdict;
  return verdict === 'maybe' ? undefined : verdict === 'pass';
}

/** Whether it gets through is in doubt, or where it ends. */
const isOpen = ({ verdict, stops }: Leg): boolean => verdict === 'maybe' || stops.length > 1;

/** A walk whose doubts are settled by a second one, in which everything is as usual. */
function walkFresh(facts: WalkFacts, question: Question): Walk | undefined {
  const roads = roadsOf(facts.interfaces, facts.routes, facts.listeners);
  const quiet: Scene = {
    rules: facts.firewall,
    roads,
    limits: facts.limits,
    ...ownOf(facts.sockets, question),
    said: facts.said,
    answered: facts.answered,
  };
  const scene: Scene = { ...quiet, hear: end => isHeard(quiet, end) };
  const strict = walkOnce(scene, question, false);
  if (!strict || ![strict, strict.reply, strict.follow, strict.answer].some(isOpen)) return strict;
  const usual = walkOnce(scene, question, true);
  if (!usual) return strict;
  const { verdict, usually, stop, stops, doubts } = settled(strict, usual);
  const legs = {
    reply: settled(strict.reply, usual.reply),
    follow: settled(strict.follow, usual.follow),
    answer: settled(strict.answer, usual.answer),
  };
  const own = { verdict, usually, stop, stops, doubts };
  return { ...strict, ...own, ...legs, client: clientSees(question, [own, ...Object.values(legs)]) };
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
    !facts.sockets,
    !facts.listeners,
    facts.said,
    facts.answered,
  ]);
  if (!known.has(key)) known.set(key, walkFresh(facts, question));
  return known.get(key);
}
