import { listIn, valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { type Claim, lastClaimOf } from '../port/claimed.js';
import { lastWordOf } from '../port/kept-from-named.js';
import { isHidden } from '../process/hidden-descriptors.js';
import type { Seen } from '../rule.js';

/**
 * Whoever was meant by an idle port lives without a socket and says that it listens there: it did not heed the error.
 * One in a network namespace of its own may have the address there.
 */
export function claimOnIdle(
  facts: Seen<'machine', 'logs' | 'processes' | 'owners' | 'subject' | 'listeners' | 'namespaces'>,
  question: Question,
): Claim | undefined {
  const [processes, owners, subject] = [
    valueIn(facts.processes),
    valueIn(facts.owners),
    valueIn(facts.subject),
  ];
  if (!question.local || !processes || !owners || !subject) return undefined;
  const { meant, own } = lastWordOf({ ...facts, processes, owners, subject }, question) ?? {};
  if (!meant || isHidden(meant, facts.machine)) return undefined;
  const isApart = listIn(facts.namespaces).some(({ holders }) =>
    holders.some(({ pid }) => pid === meant.pid),
  );
  return isApart ? undefined : lastClaimOf(meant, question.port, own ?? []);
}
