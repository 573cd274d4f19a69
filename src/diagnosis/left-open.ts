import type { Facts } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import { isAboutListener, maybeSentOn } from '../rules/firewall/sent-on.js';
import type { Judgement } from './types.js';

const LACKS = "the firewall's rules could not be read, and one of them may send this port on to a server";

/**
 * Leaves open what a rule that could not be read may undo: that nobody listens on a port decides nothing for other
 * machines where it may be sent on. Where this machine's own programs were asked about too, it stands for all: they
 * were refused, and somebody who redirects a port seldom asks about it.
 */
export function leftOpen(
  judgements: readonly Judgement[],
  facts: Facts,
  questions: readonly Question[],
): readonly Judgement[] {
  if (questions.some(({ vantage }) => vantage.kind === 'self')) return judgements;
  const open = new Set(questions.filter(question => maybeSentOn(facts, question)));
  return judgements.map(each =>
    open.has(each.question) && each.result.kind === 'found' && isAboutListener(each.code)
      ? { ...each, result: { kind: 'unchecked', lacks: LACKS } }
      : each,
  );
}
