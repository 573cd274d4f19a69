import { valueIn } from '../../facts/fact.js';
import type { Facts, FactValues } from '../../facts/facts.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { heldBy, holdersOf, within } from '../serving.js';

type Seen = Pick<FactValues, 'sockets'> & Pick<Facts, 'owners' | 'processes'>;

/** connect(2) on a unix stream socket without waiting: EAGAIN where its queue is full (unix_stream_connect in net/unix/af_unix.c). */
export function fullUnix(facts: Seen, { target }: Question, probe: Probe | undefined): Finding | undefined {
  const [socket] = facts.sockets;
  if (probe?.errno !== 'EAGAIN' || !socket) return undefined;
  const processes = valueIn(facts.processes) ?? [];
  const holders = holdersOf(socket, facts.owners, processes);
  return {
    severity: 'error',
    summary: `The accept queue of ${target.socketPath} is full: ${within(heldBy(socket, holders, processes))} does not accept the connections that wait there, so new ones wait too, or fail with EAGAIN.`,
    says: 'queue full',
    evidence: [{ fact: 'probes', says: `connect to ${target.socketPath}: EAGAIN`, source: 'connect(2)' }],
    fixes: [
      {
        title: 'Find out why the program does not accept, then restart it',
        text: `${holders[0] ? `  netcheck bg pid:${holders[0].pid}\nThat shows its output. ` : ''}It may wait for a lock or a database, or have too few workers. Who waits (Recv-Q), of how many may (Send-Q):\n  ss -xlp src ${quoted(target.socketPath ?? '')}`,
        needsRoot: false,
      },
    ],
    outcome: 'timeout',
  };
}
