import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import type { Finding, Seen } from '../rule.js';
import { named } from '../serving.js';
import { hoppedFrom } from './hopped.js';
import { outcomeOf, serves } from './keeper-words.js';
import type { Server } from './relatives.js';

/** The server of the caller's directory has gone to another port, because this one was taken. */
export function besides(
  { processes, probes, logs, listeners }: Seen<'processes' | 'probes', 'logs' | 'listeners'>,
  { process, holders: [holder = process] }: Server,
  question: Question,
): Finding | undefined {
  const { port } = question;
  // npm only started who has the socket.
  const hopped = hoppedFrom(port, holder, valueIn(logs) ?? [], valueIn(listeners) ?? []);
  if (!hopped) return undefined;
  const who = named(process, processes);
  return {
    severity: serves(probes, question) ? 'warning' : 'error',
    summary: `${who} holds port ${port}; the server of ${hopped.log.path} found it taken, and went to ${hopped.port} instead.`,
    says: `held by pid ${process.pid}`,
    evidence: [
      { fact: 'sockets', says: `${who} listens on port ${port}`, source: 'sock_diag and /proc/PID/fd' },
      { fact: 'logs', says: hopped.line, source: hopped.log.path },
    ],
    fixes: [
      {
        title: `Ask the server on port ${hopped.port}`,
        text: `  netcheck why ${hopped.port}\nOr stop ${who}, and start that server again: it takes port ${port} then.`,
        needsRoot: false,
      },
    ],
    outcome: outcomeOf(probes, question),
  };
}
