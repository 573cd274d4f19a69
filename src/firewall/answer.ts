import type { Question } from '../net/question.js';
import { answerPacket, fullPacket, replyPacket } from './first-packet.js';
import { type HookName, isStray } from './hooks.js';
import { type Leg, stopsSurely } from './leg.js';
import { anybody, type Owner } from './owner.js';
import type { Packet } from './packet.js';
import { byRule, legOf, type Request, type Scene } from './pass.js';
import { comesIn, goesOut } from './path.js';
import { measures } from './sized.js';

/** The request as it arrived; where a filter stopped it, as it would have. */
export const arrivedAs = ({ branches, settled }: Request): Packet => branches[0]?.packet ?? settled;

/** The mark that a packet is left with on every way that it may have gone; null where it has none. */
export const sureMark = ({ branches, settled }: Request): number | null =>
  branches.every(({ packet }) => packet.mark === settled.mark) ? settled.mark || null : null;

/** The kernel routes a packet anew whose mark a chain of type route has changed (ip_route_me_harder); other chains cannot. */
export function markOf({ rules }: Scene, request: Request): number | null {
  const reroutes = rules.tables.some(({ chains }) =>
    chains.some(({ hook }) => hook?.type === 'route' && hook.name === 'output'),
  );
  return reroutes ? sureMark(request) : null;
}

/** What comes back: the answer to the first packet, and what the server says. */
export interface Answer {
  readonly reply: Leg;
  readonly answer: Leg;
  /** A full packet of a long answer. */
  readonly full: Leg;
  /** The mark with which the first is routed anew; null where it is not. */
  readonly mark: number | null;
  /** The connection tracking takes the first for the answer that it is. */
  readonly known: boolean;
  /** No rule exempts the first from the connection tracking. */
  readonly tracked: boolean;
}

/** A NAT rule has given the request another address or port. */
const isMapped = ({ ends, original }: Packet): boolean =>
  ends.destination !== original.destination ||
  ends.destinationPort !== original.destinationPort ||
  ends.source !== original.source;

/** What the connection tracking does not know keeps the ends that NAT led to, and the client throws it away. */
function unmapped(way: Request, leg: Leg): Leg {
  const { apart } = way.settled;
  if (leg.verdict !== 'pass' || leg.doubts.length > 0 || !apart?.by) return leg;
  const { name: hook = 'prerouting' } = apart.by.chain.hook ?? {};
  return legOf({
    branches: [],
    mapped: [],
    stops: [{ ...byRule(hook as HookName, apart.by, []), untold: true }],
  });
}

/** The answer's way back: from this machine, from behind it, or in from elsewhere. */
export function answerOf(scene: Scene, question: Question, request: Request): Answer {
  const first = replyPacket(question, arrivedAs(request), request.delivery, request.output);
  const { ends, taken } = request.settled;
  const own = ends.destinationPort === question.port && !taken;
  const local = request.delivery === 'local';
  const kept = scene.rules.keepsMark && question.protocol === 'tcp' ? arrivedAs(request).mark : 0;
  const ownMark = own ? scene.serverMark || kept : 0;
  const send = (packet: Packet, sender: Owner = anybody): Request =>
    local
      ? goesOut(scene, {
          ...packet,
          ...(own ? sender : anybody),
          mark: ownMark,
          output: scene.roads.deviceTo(packet.ends.destination) ?? packet.output,
        })
      : comesIn(scene, packet);
  const way = send(first, scene.listener);
  const mark = local ? (markOf(scene, way) ?? ownMark) || null : null;
  const { tracked } = way.settled;
  const known = tracked && !isStray(way.settled);
  const reply = known || !isMapped(arrivedAs(request)) ? legOf(way) : unmapped(way, legOf(way));
  if (first.tcpFlags === 0) return { reply, answer: reply, full: reply, mark, known, tracked };
  const said = answerPacket(first, scene.answered).map(packet => legOf(send(packet, scene.acceptor)));
  const full = measures(scene.rules) ? legOf(send(fullPacket(first), scene.acceptor)) : reply;
  return { reply, answer: said.find(stopsSurely) ?? said[0]!, full, mark, known, tracked };
}
