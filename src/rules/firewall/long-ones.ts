import type { Cut } from '../../firewall/sized.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { isJudged, judge, type WalkSeen } from './judged.js';
import { asked, evidenceOf, stopSentence, whom } from './words.js';

/**
 * A rule about the length of packets, or about how much a connection carries: what every client sends and hears passes,
 * what is longer does not.
 */
export function cutsLongOnes(seen: WalkSeen, what: Cut['what'], question: Question): Finding | undefined {
  const judged = judge(seen, question);
  const cuts = isJudged(judged) ? judged.walk.cuts : null;
  const stop = cuts?.what === what ? cuts.leg.stop : null;
  if (!stop) return undefined;
  const packets =
    what === 'requests'
      ? `long requests of ${whom(question)} to ${asked(question)}`
      : `long answers of ${asked(question)} to ${whom(question)}`;
  return {
    severity: 'warning',
    summary: `${stopSentence(stop, packets, false)}; short ones get through, and the client waits for the others in vain.`,
    says: `drops long ${what}`,
    outcome: 'ok',
    evidence: evidenceOf(stop),
    fixes: [
      {
        title: 'See whether the rule is meant to cut what is long, and take it away where it is not',
        text: 'It looks at the length of packets, or at how much a connection has carried: uploads, downloads and requests with many cookies are what it stops.',
        needsRoot: true,
      },
    ],
  };
}
