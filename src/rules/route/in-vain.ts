import { valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import { takersOf } from '../serving.js';

/**
 * The client's request to connect has arrived, and the answer was sent more than once and never acknowledged
 * (SYN-RECV, RFC 9293 3.5), although no rule of this machine stops it and the listener has room: it is lost on its way.
 */
export function waitsInVain(seen: WalkSeen, question: Question): Socket | undefined {
  const { address, port, vantage } = question;
  const sockets = valueIn(seen.sockets) ?? [];
  const waiting = sockets.find(
    ({ state, local, remote, passed }) =>
      state === 'syn-recv' &&
      local.port === port &&
      unmapped(local.address) === address &&
      unmapped(remote.address) === vantage.source &&
      (passed?.retransmits ?? 0) > 0,
  );
  if (!waiting) return undefined;
  const isFull = ({ queue: { used, limit } }: Socket): boolean => limit !== null && used > limit;
  const judged = judge(seen, question);
  const isStopped = !isJudged(judged) || judged.walk.stop !== null || judged.walk.reply.stop !== null;
  return isStopped || takersOf(sockets, question).some(isFull) ? undefined : waiting;
}
