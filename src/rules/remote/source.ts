import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';

/** What a rule that looks at the way out has: the interfaces may be unknown to it. */
export type Seen = Omit<WalkSeen, 'interfaces'> & { readonly interfaces: Fact<readonly Interface[]> };

/**
 * The source that this machine's own NAT rules give its connection, where it is no address of this machine: the answers
 * go to whoever has it. Undefined where there is none, or where nobody can tell.
 */
export function foreignSource(seen: Seen, question: Question): string | undefined {
  const interfaces = valueIn(seen.interfaces);
  if (question.vantage.kind !== 'self' || !interfaces) return undefined;
  const judged = judge({ ...seen, interfaces }, question);
  if (!isJudged(judged) || judged.walk.delivery !== 'out' || judged.lacks !== null) return undefined;
  const { source } = judged.walk;
  // Without a rewrite it is what the routes say, or nothing in particular.
  const own = interfaces.some(({ addresses }) => addresses.some(({ address }) => address === source));
  return own || /^(0\.0\.0\.0|::|127\..*|::1)$/.test(source) ? undefined : source;
}
