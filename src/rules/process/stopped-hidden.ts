import type { FactValues } from '../../facts/facts.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { letGoOn } from '../../programs/fixes/stop.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { named, takersOf } from '../serving.js';
import { silenceOf } from '../silence.js';

/**
 * Who holds the socket cannot be seen, and nobody accepts from it, while of all programs of its user one alone is stopped: it is
 * taken for the server, and that this is not sure is said.
 */
export function soleSleeper(
  { sockets, owners, processes, machine }: Pick<FactValues, 'sockets' | 'owners' | 'processes' | 'machine'>,
  { resampled, probes }: { readonly resampled: readonly Socket[]; readonly probes: readonly Probe[] },
  question: Question,
): Finding | undefined {
  const asleep = processes.filter(({ pid }) => owners.asleep?.includes(pid));
  const [first] = asleep;
  const taker = question.local ? takersOf(sockets, question)[0] : undefined;
  const used = resampled.find(each => each.inode === taker?.inode)?.queue.used ?? 0;
  // Of a server that is only busy, too, somebody waits at times.
  const isDeaf =
    probeOf(probes, question)?.outcome === 'timeout' || silenceOf(probes, question) !== undefined;
  if (!first || used === 0 || !isDeaf) return undefined;
  const waiting = `${counted(used, 'connection')} not accepted`;
  return {
    severity: 'error',
    headline: 'nobody accepts its connections, and a program that may be its server is stopped',
    summary: `Nobody accepts connections to port ${question.port}, and of all programs of ${first.user} that may serve it one is stopped: ${named(first, processes)}. Whether it holds the port takes root to see.`,
    says: 'stopped',
    evidence: [
      ...asleep.slice(0, 4).map(each => ({
        fact: 'processes' as const,
        says: `pid ${each.pid} is in state T (stopped: Ctrl-Z or SIGSTOP)`,
        source: `/proc/${each.pid}/stat`,
      })),
      { fact: 'sockets', says: waiting, source: 'sock_diag or /proc/net/tcp' },
    ],
    fixes: [
      letGoOn(
        asleep.map(({ pid }) => pid),
        machine.uid !== first.uid && machine.uid !== 0,
      ),
    ],
    outcome: 'no-answer',
  };
}
