import { valueIn } from '../../facts/fact.js';
import { goesBy } from '../../facts/units/goes-by.js';
import { portDenied } from '../../facts/units/port-denied.js';
import type { Question } from '../../net/question.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { logOf } from '../process/unit-logs.js';
import type { Finding, Seen } from '../rule.js';
import { heldBy, serversOf, takersOf } from '../serving.js';
import { failing, outcomeOf, serves } from './keeper-words.js';

/** Below it an ordinary user's server is denied the port, taken or not: words that name none are of another (bind(2), EACCES). */
const PRIVILEGED = 1024;

/**
 * Somebody holds the port, and who it is cannot be seen: another user's program, say. A log tells that a server could not
 * have the port; or the unit that was asked for by name failed for that.
 */
export function takenUnseen(
  { sockets, machine, probes, logs, units }: Seen<'sockets' | 'machine' | 'probes', 'logs' | 'units'>,
  question: Question,
): Finding | undefined {
  const { port, target } = question;
  const socket = takersOf(sockets, question)[0] ?? serversOf(sockets, question)[0];
  const failed = valueIn(units)?.find(
    unit =>
      target.program !== null &&
      goesBy(unit, target.program) &&
      unit.activeState !== 'active' &&
      portDenied(unit) !== undefined,
  );
  const lost = errorsAbout(valueIn(logs) ?? [], machine, port).find(
    error => error.kind === 'address-in-use' && (error.port === port || port >= PRIVILEGED),
  );
  if (!socket || !(failed || lost)) return undefined;
  const who = heldBy(socket, [], []);
  return {
    severity: serves(probes, question) && !failed ? 'warning' : 'error',
    summary: `${who} holds port ${port}; ${failed?.name ?? 'a newer start of the server'} ${failing([failed ?? lost])}.`,
    says: 'held by another program',
    evidence: [
      {
        fact: 'sockets',
        says: `a listening socket of uid ${socket.uid} on port ${port}`,
        source: 'sock_diag or /proc/net',
      },
      ...(lost ? [logSays(lost)] : []),
      ...(failed ? [{ fact: 'units' as const, says: portDenied(failed) ?? '', source: logOf(failed) }] : []),
    ],
    fixes: [
      {
        title: 'Start the server on another port',
        text: 'Its --port option, PORT variable or configuration says which.',
        needsRoot: false,
      },
      {
        title: 'See who has the port, and end that',
        text: `  ss ${question.protocol === 'udp' ? '-lunp' : '-ltnp'} 'sport = :${port}'\nThen start the server that was meant.`,
        needsRoot: true,
      },
    ],
    outcome: outcomeOf(probes, question),
  };
}
