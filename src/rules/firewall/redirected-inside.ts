import { known, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Walk } from '../../firewall/walk.js';
import { familyOf } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import { answerIn, listenersIn } from '../namespace/inside.js';
import type { Finding } from '../rule.js';
import { foundBehind, type InsideSeen, walkInside } from './inside.js';
import { addressOn } from './proxied.js';
import { type FoundSeen, found, onPortOf } from './redirected-to.js';

/**
 * Found where the connection is led into another namespace, and a rule in there sends it on to a port that nobody takes
 * connections on: a sidecar's proxy that is gone, whose rules stand.
 */
export function redirectedInside(seen: FoundSeen & InsideSeen, question: Question): Finding | undefined {
  const result = foundBehind(seen, question, (judged, asked) => {
    const { rewrittenBy, delivery, doubts, destination } = judged.walk;
    const space = valueIn(seen.namespaces)?.find(each => each.addresses.includes(asked.address));
    if (!space || !rewrittenBy || delivery !== 'local' || doubts.length > 0) return undefined;
    if (answerIn(space, asked.protocol, destination.address, destination.port).kind === 'served')
      return undefined;
    const all = listenersIn(space, asked.protocol);
    const sockets = known(all, `/proc/${space.pids[0]}/net`);
    const there = onPortOf(judged, all, asked);
    return found({ ...seen, sockets, listeners: sockets }, judged, rewrittenBy, asked, there);
  });
  return result && 'severity' in result ? result : undefined;
}

/** Where connections come in. */
interface End {
  readonly space: Namespace;
  readonly address: string;
  readonly port: number;
}

/** The way of a connection that a rule of the namespace sends on as it comes in there. */
export function sentOnThere(
  { space, address, port }: End,
  question: Question,
  interfaces: readonly Interface[],
): Walk | undefined {
  const source = question.vantage.source ?? addressOn(interfaces, address);
  const vantage = {
    ...question.vantage,
    kind: 'address',
    source,
    input: space.firewall?.device ?? null,
  } as const;
  const family = familyOf(address) ?? question.family;
  const way = walkInside(space, { ...question, vantage, family, address, port, local: true })?.judged.walk;
  return way?.rewrittenBy ? way : undefined;
}

/** Whether there is one: who listens on the port itself is no matter then. */
export const isSentOnThere = (...asked: Parameters<typeof sentOnThere>): boolean =>
  sentOnThere(...asked) !== undefined;
