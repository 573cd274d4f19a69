import { type Fact, valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Question } from '../../net/question.js';
import { lostAnswer } from '../lost-answer.js';
import type { Evidence, Finding } from '../rule.js';
import { isJudged, type Judged, judge, onTheWayThrough, type WalkSeen } from './judged.js';
import { repair } from './repair.js';
import { asked, evidenceOf, stopSentence, whom } from './words.js';

/** What tells of answers that never came, and of what drops them. */
export interface AnswersSeen extends WalkSeen {
  readonly resampled: Fact<readonly Socket[]>;
}

const proof = ({ queue, local }: Socket): Evidence => ({
  fact: 'resampled',
  says: `The server has read a request and sent ${queue.limit} bytes, of which none was acknowledged, on a connection of this machine to itself by ${local.address}`,
  source: 'sock_diag',
});

/** A rule that drops what the server says once connected; `lost` proves it where the rule alone does not tell. */
export function dropsAnswers(
  { facts }: Judged,
  stop: Stop,
  question: Question,
  lost: Socket | undefined,
): Finding {
  return {
    severity: 'error',
    summary: `${stopSentence(stop, `what ${asked(question)} says to ${whom(question)} once connected`, false)}; the connection is made and the client never hears an answer.`,
    says: `${stop.verdict === 'reject' ? 'rejects' : 'drops'} what the server says`,
    outcome: 'no-answer',
    evidence: [...evidenceOf(stop), ...(lost ? [proof(lost)] : [])],
    fixes: repair(facts, question, 'reply'),
  };
}

/** The server has answered, and nothing that can be read tells what throws that away. */
const unread = (lost: Socket, question: Question): Finding => ({
  severity: 'error',
  summary: `A packet filter of this machine drops what ${asked(question)} answers: the request was read and answered, and no byte of the answer was ever acknowledged.`,
  says: 'drops what the server says',
  outcome: 'no-answer',
  evidence: [proof(lost)],
  fixes: [
    {
      title: 'Find the rule that drops it',
      text: 'A rule that looks at the content or length of packets on their way out, or a filter of tc or BPF: nft list ruleset, iptables-save, tc filter show. With sudo, netcheck names the rule where it can be told.',
      needsRoot: true,
    },
  ],
});

/** Found where a connection of this machine to itself shows that the server's answers are thrown away. */
export function losesAnswers(seen: AnswersSeen, question: Question): Finding | undefined {
  const lost = lostAnswer(valueIn(seen.resampled) ?? [], question);
  if (!lost) return undefined;
  const judged = judge(seen, question);
  const stop = isJudged(judged) ? judged.walk.answer.stop : null;
  const named = isJudged(judged) && stop?.reason === 'rule' && !onTheWayThrough(stop, judged.walk);
  if (named) return dropsAnswers(judged, stop, question, lost);
  return question.vantage.kind === 'self' ? unread(lost, question) : undefined;
}
