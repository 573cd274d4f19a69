import { valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { counted } from '../../net/english.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import type { Evidence } from '../rule.js';
import { at, takersOf } from '../serving.js';

/** A connection to the question's port and address, from the client or its network, this machine itself apart. */
const isTheirs = ({ local, remote }: Socket, { address, port, vantage }: Question): boolean =>
  local.port === port &&
  unmapped(local.address) === address &&
  remote.address !== local.address &&
  (vantage.network
    ? inPrefix(unmapped(remote.address), vantage.network)
    : unmapped(remote.address) === vantage.source);

const isFull = ({ queue: { used, limit } }: Socket): boolean => limit !== null && used > limit;

/**
 * The client's request to connect has arrived, and the answer was sent more than once and never acknowledged
 * (SYN-RECV, RFC 9293 3.5), although no rule of this machine stops it, the listener has room, and no other attempt
 * got further: it is lost on its way.
 */
export function waitsInVain(seen: WalkSeen, question: Question): Socket | undefined {
  const sockets = valueIn(seen.sockets) ?? [];
  const theirs = sockets.filter(each => each.state !== 'listen' && isTheirs(each, question));
  const waiting = theirs.find(({ passed }) => (passed?.retransmits ?? 0) > 0);
  if (!waiting || theirs.some(({ state }) => state !== 'syn-recv')) return undefined;
  const judged = judge(seen, question);
  const isStopped = !isJudged(judged) || judged.walk.stop !== null || judged.walk.reply.stop !== null;
  return isStopped || takersOf(sockets, question).some(isFull) ? undefined : waiting;
}

/** The half-open connection as evidence. */
export const halfOpen = ({ remote, passed }: Socket): Evidence => ({
  fact: 'sockets',
  says: `The request from ${at(remote.address, remote.port)} has arrived and waits half open (SYN-RECV): the answer was sent ${counted((passed?.retransmits ?? 0) + 1, 'time')}, and nobody acknowledged it`,
  source: 'sock_diag',
});
