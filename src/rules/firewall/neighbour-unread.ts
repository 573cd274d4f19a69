import type { Fact } from '../../facts/fact.js';
import type { Limits } from '../../facts/limits/types.js';
import type { Question } from '../../net/question.js';
import type { Evidence, Finding } from '../rule.js';
import { growthOf, vanishedBy } from './counted.js';
import { findRule } from './own-word.js';

/** What is dropped of a search, and what comes of it. */
export interface Loss {
  readonly what: string;
  readonly after: string;
  readonly outcome: 'timeout' | 'unreachable';
  readonly evidence: readonly Evidence[];
}

/** What neighbours find each other by. */
export const nameOf = ({ family }: Question): string => (family === 6 ? 'IPv6 neighbour discovery' : 'ARP');

/**
 * How many packets of IPv6 to this machine itself came in and were not delivered while it was probed. What is sent to
 * groups that nobody here is in vanishes as well, and is counted by itself.
 */
export const lostInwards = (limits: Fact<Limits>, { family }: Question): number =>
  family === 6 ? vanishedBy(limits, 6) - growthOf(limits, 'Ip6InMcastPkts') : 0;

/**
 * The rules could not be read, but while this machine looked for its neighbour, packets of IPv6 to its own address came
 * in and were not delivered (RFC 4293): answers to the solicitations, of which there are several.
 */
export function lostUnread(
  limits: Fact<Limits>,
  { what, after, outcome, evidence }: Loss,
  question: Question,
): Finding | undefined {
  const gone = lostInwards(limits, question);
  if (gone < 2) return undefined;
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall drops ${what}: they came in and were not delivered, ${after}. Which rule it is cannot be read without root.`,
    says: `drops ${nameOf(question)}`,
    outcome,
    evidence: [
      {
        fact: 'limits',
        says: `${gone} packets to this machine itself came in by IPv6 and were not delivered (Ip6InReceives, Ip6InDelivers)`,
        source: '/proc/net/snmp6',
      },
      ...evidence,
    ],
    fixes: [findRule('drops')],
  };
}
