import { type Fact, valueIn } from '../../facts/fact.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { walkInside } from './inside.js';
import { findIn, inward } from './judged.js';
import { repair } from './repair.js';
import { toldFromOutside } from './told-from-outside.js';
import { asked, evidenceOf, outcomeOf, stopSentence } from './words.js';

/** The client is in a namespace of this machine, and its own rules stop what it sends, or the answers as they come in. */
export function stopsClient(namespaces: Fact<readonly Namespace[]>, question: Question): Finding | undefined {
  const { kind, source, label } = question.vantage;
  if (kind !== 'address' || source === null || question.address === '') return undefined;
  const [space, ...more] = (valueIn(namespaces) ?? []).filter(each => each.addresses.includes(source));
  // Containers of several engines may have one address, each behind a bridge of its own.
  if (!space?.firewall || more.length > 0) return undefined;
  const { behind: _behind, ...own } = question;
  const vantage = { kind: 'self', label, source, input: null, network: null } as const;
  const way = walkInside(space, { ...own, vantage, local: false });
  const found =
    way &&
    findIn(
      way.judged,
      walk => [...inward(walk), walk.reply, walk.answer],
      stop => stop.reason === 'rule',
      ({ facts, walk }, leg, stop) => {
        const back = leg === walk.reply || leg === walk.answer;
        const what = back
          ? `the answers of ${asked(question)} to ${source}`
          : `what ${source} sends to ${asked(question)}`;
        const both = repair(facts, way.question, 'both');
        return {
          severity: 'error',
          summary: `${stopSentence(stop, what, false)}.`,
          says: `blocks the way ${back ? 'back from' : 'out to'} ${asked(question)}`,
          headline: "the client's own firewall keeps it from the server",
          outcome: back ? 'timeout' : outcomeOf(walk, leg, question),
          evidence: evidenceOf(stop),
          fixes: both.length > 0 ? both : repair(facts, way.question, back ? 'reply' : 'request'),
        };
      },
    );
  return way && found && 'severity' in found ? toldFromOutside(way, found) : undefined;
}
