import type { FactValues } from '../../facts/facts.js';
import { isFull } from '../../facts/sockets/queue.js';
import type { Socket } from '../../facts/sockets/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { heldBy, holdersOf, takersOf } from '../serving.js';

/**
 * Of the sockets that take turns on a port (SO_REUSEPORT), some accepted what the kernel dealt to them, and others left it
 * in their queues. An error where the person's own question was among that, or a queue has no room for the next one's; a
 * warning else.
 */
export function deafOneOfSeveral(
  {
    sockets,
    owners,
    processes,
    resampled,
    probes,
  }: Pick<FactValues, 'sockets' | 'owners' | 'processes' | 'resampled' | 'probes'>,
  question: Question,
  silent: boolean,
): Finding | undefined {
  if (!question.local) return undefined;
  const turns = takersOf(sockets, question);
  const now = turns.flatMap(({ inode }) => resampled.find(each => each.inode === inode) ?? []);
  const deaf = now.filter(({ queue }) => queue.used > 0);
  const [first] = deaf;
  if (!first || deaf.length === turns.length || now.length < turns.length) return undefined;
  // Where the attempt met a queue that is full, that is said of it.
  const late = probeOf(probes, question)?.outcome === 'timeout' && question.vantage.kind === 'self';
  if (late && deaf.some(isFull)) return undefined;
  const who = (socket: Socket) => heldBy(socket, holdersOf(socket, owners, processes), processes);
  const known = (owners.pidsByInode[first.inode] ?? []).length > 0;
  const waiting = deaf.reduce((sum, { queue }) => sum + queue.used, 0);
  return {
    severity: silent || late || deaf.some(isFull) ? 'error' : 'warning',
    summary: `${turns.length} sockets take turns on port ${question.port} (SO_REUSEPORT), and ${deaf.length === 1 ? 'one of them accepts' : `${deaf.length} of them accept`} nothing: ${counted(waiting, 'connection')} that the kernel dealt to ${deaf.length === 1 ? 'it' : 'them'} ${waiting === 1 ? 'waits' : 'wait'}. ${who(first)} holds ${deaf.length === 1 ? 'it' : 'one of these'}.`,
    says: `${deaf.length} of ${turns.length} accept nothing`,
    evidence: [
      {
        fact: 'resampled',
        says: `${counted(waiting, 'connection')} not accepted within 1.5 s, while the queues of the other sockets are empty`,
        source: 'sock_diag or /proc/net/tcp',
      },
    ],
    fixes: [
      {
        title: 'Find out why that process does not accept, then restart it',
        text: known
          ? `It may be stopped, wait for a lock, or be a left-over of an older start: ps -o pid,stat,wchan,lstart,args -p ${owners.pidsByInode[first.inode]!.join(',')}`
          : `As root, sudo netcheck why ${question.port} names it: it may be stopped, or wait for a lock.`,
        needsRoot: !known,
      },
    ],
    outcome: 'no-answer',
    byLuck: true,
  };
}
