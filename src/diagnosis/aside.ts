import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import { isMade, probeOf } from '../rules/probe.js';
import { takersOf } from '../rules/serving.js';

/**
 * localhost by IPv6 that nobody serves, of a port whose server answers there by IPv4: whoever typed a port misses nothing,
 * and what else would become of its connections nobody will know. That is every server on 127.0.0.1 or 0.0.0.0.
 */
export function isAside(question: Question, { probes, sockets }: Facts): boolean {
  const { target, vantage, address, protocol } = question;
  if (address !== '::1' || target.host !== null || vantage.kind !== 'self' || protocol !== 'tcp')
    return false;
  const tried = valueIn(probes);
  const beside = probeOf(tried, { ...question, address: '127.0.0.1' });
  return (
    sockets.status === 'known' &&
    takersOf(sockets.value, question).length === 0 &&
    probeOf(tried, question)?.outcome === 'refused' &&
    beside !== undefined &&
    isMade(beside) &&
    beside.conversations.some(each => each.outcome === 'answered')
  );
}
