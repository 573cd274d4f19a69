import { valueIn } from '../../facts/fact.js';
import { isFull } from '../../facts/sockets/queue.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import type { Evidence } from '../rule.js';
import { at, takersOf } from '../serving.js';
import { isTheirs } from './theirs.js';
import { silentOn } from './way.js';

/** A request to connect whose answer was sent more than once and never acknowledged (SYN-RECV, RFC 9293 3.5). */
export const isInVain = ({ state, passed }: Socket): boolean =>
  state === 'syn-recv' && (passed?.retransmits ?? 0) > 0;

/**
 * Nothing was heard on the connection since before that request came in: its answer is sent again after a second, and
 * each time after twice as long (RFC 6298).
 */
export const isBefore = ({ passed }: Socket, request: Socket): boolean =>
  (passed?.heardAgo ?? 0) > 1000 * 2 ** ((request.passed?.retransmits ?? 0) + 1);

/**
 * The client's request to connect has arrived and is answered in vain, although no rule of this machine stops it, the
 * listener has room, and no other attempt got further since: the answer is lost on its way. An address of a network
 * that nobody answers for is that of a machine that is gone, or was made up, and tells nothing of the others there.
 */
export function waitsInVain(seen: WalkSeen, question: Question): Socket | undefined {
  const { input, network } = question.vantage;
  const sockets = valueIn(seen.sockets) ?? [];
  const theirs = sockets.filter(each => each.state !== 'listen' && isTheirs(each, question));
  const routes = valueIn(seen.routes);
  const isGone = ({ remote }: Socket) =>
    network !== null && input !== null && routes && silentOn(routes, unmapped(remote.address), input);
  const waiting = theirs.find(
    one =>
      isInVain(one) && !isGone(one) && theirs.every(each => each.state === 'syn-recv' || isBefore(each, one)),
  );
  if (!waiting) return undefined;
  const judged = judge(seen, question);
  if (!isJudged(judged) || judged.lacks !== null) return undefined;
  const { walk } = judged;
  const isStopped = [walk, walk.reply, walk.follow].some(({ stop }) => stop !== null);
  return isStopped || takersOf(sockets, question).some(isFull) ? undefined : waiting;
}

/** The half-open connection as evidence. */
export const halfOpen = ({ remote, passed }: Socket): Evidence => ({
  fact: 'sockets',
  says: `The request from ${at(remote.address, remote.port)} has arrived and waits half open (SYN-RECV): the answer was sent ${counted((passed?.retransmits ?? 0) + 1, 'time')}, and nobody acknowledged it`,
  source: 'sock_diag',
});
