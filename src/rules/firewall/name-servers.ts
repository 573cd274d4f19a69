import { type Fact, valueIn } from '../../facts/fact.js';
import { serverQuestions } from '../../facts/names/server-questions.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Question } from '../../net/question.js';
import type { Finding, Unchecked } from '../rule.js';
import { entering } from './entering.js';
import { findIn, inward, judge, type WalkSeen } from './judged.js';

/** The facts that a walk is worked out from, and the name that was looked up. */
export type LookupSeen = WalkSeen & { readonly names: Fact<NameLookup> };

/**
 * What `check` finds on the way to the name servers that a name was asked of in vain, and back: told as what keeps the
 * name from being looked up. The rules decide; where they are doubtful, name/* says what was heard.
 */
export function onTheWayToServers(
  { names, interfaces }: LookupSeen,
  question: Question,
  check: (server: Question) => Finding | Unchecked | undefined,
): Finding | undefined {
  const lookup = valueIn(names);
  for (const server of lookup ? serverQuestions(lookup, question, interfaces) : []) {
    const found = check(server);
    if (found && 'severity' in found)
      return {
        ...found,
        summary: `${found.summary.replace(/\.$/, '')}; so ${lookup?.name} cannot be looked up.`,
        headline: "this machine's firewall cuts off its name server",
        explains: ['name/resolver-unreachable'],
      };
  }
  return undefined;
}

/** What rules of this verdict stop as it comes in to a name server of this machine itself, such as systemd-resolved. */
export const stoppedLookup = (
  verdict: 'drop' | 'reject',
  seen: LookupSeen,
  question: Question,
): Finding | undefined =>
  onTheWayToServers(seen, question, server =>
    server.local
      ? findIn(
          judge(seen, server),
          inward,
          // What stops it on its way out is firewall/egress-blocked.
          stop => stop.verdict === verdict && stop.reason === 'rule' && stop.hook !== 'output',
          (judged, leg, stop) => entering(judged, leg, stop, server),
        )
      : undefined,
  );
