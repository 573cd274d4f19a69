import { type Fact, valueIn } from '../../facts/fact.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import { comesHere, type Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';

/** What it takes to know which namespace a connection is sent on to. */
export type SentSeen = WalkSeen & { readonly namespaces: Fact<readonly Namespace[]> };

/** Where the connection is sent on to, and from whom it seems to come there. */
export interface Sent {
  readonly space: Namespace;
  readonly destination: string;
  readonly source: string;
  /** NAT leads there; else the client asks for that address itself. */
  readonly mapped: boolean;
}

/** The one namespace that a client's connection is sent on to; IPv4 alone, as the filter is. */
export function sentTo(seen: SentSeen, question: Question): Sent | undefined {
  if (!comesHere(question) || question.behind === 'client' || question.vantage.kind === 'self')
    return undefined;
  const judged = judge(seen, question);
  if (!isJudged(judged) || judged.walk.delivery === 'local' || judged.walk.verdict !== 'pass')
    return undefined;
  const { destination, source, rewrittenBy } = judged.walk;
  const [space, ...others] = (valueIn(seen.namespaces) ?? []).filter(each =>
    each.addresses.includes(destination.address),
  );
  if (!space || others.length > 0 || source.includes(':')) return undefined;
  return { space, destination: destination.address, source, mapped: rewrittenBy !== null };
}
