import { type Fact, valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import { asked } from './words.js';

/** A listener that takes no more connections has its kernel throw away what is sent on those that seem to be made. */
export const takesNoMore = ({ queue: { used, limit } }: Socket): boolean =>
  used > 0 && (limit === null || used >= limit);

/**
 * This machine's own connection to itself was made, and its request, sent again and again, was never taken. Nothing gets
 * lost on loopback: a packet filter looks at what is said, though which one the rules do not tell, or cannot be read.
 */
export function dropsWhatIsSaid(
  probes: Fact<readonly Probe[]>,
  sockets: Fact<readonly Socket[]>,
  question: Question,
): Finding | undefined {
  if (question.vantage.kind !== 'self' || !question.local) return undefined;
  const first = probeOf(valueIn(probes), question)?.conversations[0];
  const takers = takersOf(valueIn(sockets) ?? [], question);
  if (!first?.unheard || takers.length === 0 || takers.some(takesNoMore)) return undefined;
  return {
    severity: 'error',
    summary: `A packet filter of this machine drops what is sent to ${asked(question)} once connected: the connection is made, but the request was sent again and again for ${(first.ms / 1000).toFixed(1)} s, and the kernel never took it.`,
    says: 'drops what is said',
    outcome: 'no-answer',
    explainedBy: ['firewall/reject'],
    evidence: [
      {
        fact: 'probes',
        says: 'The request was sent at least four times and never acknowledged, on a connection of this machine to itself',
        source: 'TCP_INFO of the connection',
      },
    ],
    fixes: [
      {
        title: 'Find the rule that drops it',
        text: 'A rule that looks at the content or length of packets, or a filter of tc or BPF: nft list ruleset, iptables-save, tc filter show. With sudo, netcheck names the rule where it can be told.',
        needsRoot: true,
      },
    ],
  };
}
