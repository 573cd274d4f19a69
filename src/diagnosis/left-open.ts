import type { CauseCode } from '../causes.js';
import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import { isAboutListener, maybeSentOn } from '../rules/firewall/sent-on.js';
import { probeOf } from '../rules/probe.js';
import type { Judgement } from './types.js';

const LACKS = 'a rule that could not be read may send this port on to a server';

/** That nothing leads from here to a listener of another namespace holds only where the rules were read. */
const isOpen = (code: CauseCode): boolean => isAboutListener(code) || code === 'namespace/not-published';

/**
 * Leaves open what a rule that could not be read may undo: that nobody listens on a port decides nothing where it may be
 * sent on. Where this machine's own programs are refused by every address, that stands for all, for somebody who
 * redirects a port for others alone seldom asks about it; where they arrive or
 * wait by one, which the kernel itself would refuse, such a rule is there.
 */
export function leftOpen(
  judgements: readonly Judgement[],
  facts: Facts,
  questions: readonly Question[],
): readonly Judgement[] {
  const own = questions.filter(({ vantage, local }) => vantage.kind === 'self' && local);
  const probes = valueIn(facts.probes) ?? [];
  const led = own.some(question =>
    ['connected', 'timeout'].includes(probeOf(probes, question)?.outcome ?? ''),
  );
  if (own.length > 0 && !led) return judgements;
  const open = new Set(questions.filter(question => maybeSentOn(facts, question)));
  return judgements.map(each =>
    open.has(each.question) && each.result.kind === 'found' && isOpen(each.code)
      ? { ...each, result: { kind: 'unchecked', lacks: LACKS } }
      : each,
  );
}
