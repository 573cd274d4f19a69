import { valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import { awaitsAnswer } from '../../facts/sockets/accepted.js';
import { isFull } from '../../facts/sockets/queue.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Finding, Seen } from '../rule.js';
import { heldBy, holdersOf, takersOf } from '../serving.js';
import type { Serving } from './servers.js';

/** The sockets that take turns on the port, and those of them that left in their queues what the kernel dealt to them. */
export interface Turns {
  readonly turns: readonly Socket[];
  readonly deaf: readonly Socket[];
}

/** Of the sockets that take turns on a port (SO_REUSEPORT), some accepted what came, and others did not. */
export function deafInTurn(
  { sockets, resampled }: Pick<FactValues, 'sockets' | 'resampled'>,
  question: Question,
): Turns | undefined {
  if (!question.local) return undefined;
  const turns = takersOf(sockets, question);
  const now = turns.flatMap(({ inode }) => resampled.find(each => each.inode === inode) ?? []);
  const deaf = now.filter(({ queue }) => queue.used > 0);
  const some = deaf.length > 0 && deaf.length < turns.length && now.length === turns.length;
  return some ? { turns, deaf } : undefined;
}

/** Of the sockets that take turns, the one whose holders have accepted all the connections that wait for an answer. */
export function muteInTurn(
  { owners, resampled }: { readonly owners: Owners; readonly resampled: readonly Socket[] },
  turns: readonly Socket[],
): Socket | undefined {
  const pidsOf = ({ inode }: Socket) => owners.pidsByInode[inode] ?? [];
  const keeping = new Set(resampled.filter(awaitsAnswer).flatMap(pidsOf));
  const mute = turns.filter(each => pidsOf(each).some(pid => keeping.has(pid)));
  return turns.length > 1 && mute.length === 1 ? mute[0] : undefined;
}

/** Of those sockets one of whose holders all this is true. */
export function deafWhere(
  facts: Seen<'sockets' | 'owners' | 'processes', 'resampled'>,
  question: Question,
  isSo: (holder: Process) => boolean,
): Serving | undefined {
  const { sockets, owners, processes } = facts;
  const found = deafInTurn({ sockets, resampled: valueIn(facts.resampled) ?? [] }, question);
  return found?.deaf
    .map(socket => ({ socket, holders: holdersOf(socket, owners, processes) }))
    .filter(({ holders }) => holders.length > 0 && holders.every(isSo))
    .map(each => ({ ...each, workers: each.holders }))[0];
}

/**
 * An error where connections were dealt out and waited for, where the person's own question was among them, or where a
 * queue has no room for the next one's; a warning where they were only seen to wait.
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
  const found = deafInTurn({ sockets, resampled }, question);
  if (!found) return undefined;
  const { turns, deaf } = found;
  const first = deaf[0]!;
  const dealt = owners.pool === undefined && first.device === null;
  // Where the attempt met a queue that is full, that is said of it.
  const late = probeOf(probes, question)?.outcome === 'timeout' && question.vantage.kind === 'self';
  if (late && deaf.some(isFull)) return undefined;
  const who = (socket: Socket) => heldBy(socket, holdersOf(socket, owners, processes), processes);
  const known = (owners.pidsByInode[first.inode] ?? []).length > 0;
  const waiting = deaf.reduce((sum, { queue }) => sum + queue.used, 0);
  return {
    severity: dealt || silent || late || deaf.some(isFull) ? 'error' : 'warning',
    summary: `${turns.length} sockets take turns on port ${question.port} (SO_REUSEPORT), and ${deaf.length === 1 ? 'one of them accepts' : `${deaf.length} of them accept`} nothing: ${counted(waiting, 'connection')} that the kernel dealt to ${deaf.length === 1 ? 'it' : 'them'} ${waiting === 1 ? 'waits' : 'wait'}. ${who(first)} holds ${deaf.length === 1 ? 'it' : 'one of these'}.`,
    says: `${deaf.length} of ${turns.length} accept nothing`,
    evidence: [
      {
        fact: 'resampled',
        says: `${counted(waiting, 'connection')} not accepted ${dealt ? 'for 1.5 s and more' : 'when it was looked at again'}, while the queues of the other sockets are empty`,
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
