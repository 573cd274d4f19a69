import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import { type ProxyFacts, proxied } from '../firewall/proxied.js';
import { probeOf } from '../probe.js';
import { byName, covers, innerDown, type Place } from './place.js';

type OnwardSeen = Omit<WalkSeen, 'interfaces'> & Pick<Facts, 'namespaces'> & ProxyFacts;

/**
 * Where the connection is sent, or handed, on to a namespace: the cable that it leaves by, or the bridge that it ought to
 * leave by and that is switched off. A bridge without a link only says that no container is running.
 */
export function placeOnward(
  seen: OnwardSeen,
  interfaces: readonly Interface[],
  question: Question,
): Place | undefined {
  if (!question.local) return undefined;
  const judged = judge({ ...seen, interfaces }, question);
  if (!isJudged(judged) || judged.walk.delivery === 'local' || !judged.walk.rewrittenBy)
    return placeHandedOn(seen, interfaces, question);
  const off = innerDown(interfaces, judged.walk.destination.address);
  const item = off ?? byName(judged.walk.output ?? null, interfaces);
  return off || item?.kind === 'veth' ? { item: item!, severity: 'error', outcome: 'timeout' } : undefined;
}

/** The same behind docker-proxy and its like, which take the connection all the same. */
function placeHandedOn(
  seen: OnwardSeen,
  interfaces: readonly Interface[],
  question: Question,
): Place | undefined {
  const goal = proxied({ ...seen, interfaces }, question);
  const talks = probeOf(valueIn(seen.probes), question)?.conversations ?? [];
  if (!goal || talks.some(({ outcome }) => outcome === 'answered')) return undefined;
  const item =
    innerDown(interfaces, goal.address) ??
    interfaces.find(each => each.kind === 'veth' && covers(each, goal.address));
  return item && { item, severity: 'error', outcome: 'no-answer', handedOn: goal.evidence };
}
