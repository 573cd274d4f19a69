import type { CauseCode } from '../causes.js';
import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import { serves } from '../facts/sockets/cover.js';
import { isLoopback } from '../net/prefix.js';
import { isPrivileged } from '../net/privileged.js';
import type { Question } from '../net/question.js';
import { areRefusedElsewhere } from '../rules/firewall/counted.js';
import { isAboutListener, maybeSentOn } from '../rules/firewall/sent-on.js';
import { probeOf } from '../rules/probe.js';
import type { Judgement } from './types.js';

const LACKS =
  'nothing listens on that port and address, and a rule that could not be read may send it on to a server';

/** That nothing leads from here to a listener of another namespace holds only where the rules were read. */
const isOpen = (code: CauseCode): boolean => isAboutListener(code) || code === 'namespace/not-published';

/**
 * Leaves open what a rule that could not be read may undo: that nobody listens on a port decides nothing where it may be
 * sent on. Where this machine's own programs are refused by every address, that stands for all, for somebody who
 * redirects a port for others alone seldom asks about it; unless it is one that takes privileges to listen on, and a
 * server without them is there to lead it to. Where they arrive or wait by one address, which the kernel itself would
 * refuse, or are refused and not by it, such a rule is there.
 */
export function leftOpen(
  judgements: readonly Judgement[],
  facts: Facts,
  questions: readonly Question[],
): readonly Judgement[] {
  const own = questions.filter(({ vantage, local }) => vantage.kind === 'self' && local);
  const probes = valueIn(facts.probes) ?? [];
  const tried = own.flatMap(question => probeOf(probes, question) ?? []);
  const led =
    areRefusedElsewhere(facts.limits, tried) ||
    tried.some(({ outcome }) => ['connected', 'timeout'].includes(outcome));
  const stands = own.length > 0 && !led;
  const mayBeLed = (question: Question) =>
    !stands || (question.vantage.kind !== 'self' && hasStandIn(facts, question));
  const open = new Set(questions.filter(question => mayBeLed(question) && maybeSentOn(facts, question, led)));
  return judgements.map(each =>
    open.has(each.question) && each.result.kind === 'found' && isOpen(each.code)
      ? { ...each, result: { kind: 'unchecked', lacks: LACKS } }
      : each,
  );
}

/**
 * 80 is led to 8080 for what comes in alone by thousands of instructions: iptables -t nat -A PREROUTING … REDIRECT. The
 * server behind it listens for others than this machine, on a port that takes no privileges. It is named after the other
 * (8080, 8443, 2525): what else listens on a machine makes no doubt of every port on which nobody does.
 */
const hasStandIn = (facts: Facts, { port, protocol }: Question): boolean =>
  isPrivileged(port) &&
  (valueIn(facts.listeners) ?? []).some(
    each =>
      !isPrivileged(each.local.port) &&
      String(each.local.port).endsWith(String(port)) &&
      serves(each, protocol) &&
      !isLoopback(each.local.address),
  );
