import { valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import { letGoOn } from '../../programs/fixes/stop.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding, Seen } from '../rule.js';
import { named } from '../serving.js';
import { whatIsHidden } from './hidden-descriptors.js';
import { meantBy } from './meant.js';
import { byHand, type Preparing } from './preparing.js';

type Facts = Seen<'sockets' | 'owners' | 'processes' | 'machine', 'listeners' | 'subject' | 'namespaces'>;

/** Who was meant to serve the port was stopped before it came to listen. */
export function stoppedBefore(facts: Facts, question: Question): Finding | undefined {
  const { sockets, owners, processes, machine } = facts;
  const [listeners, subject] = [valueIn(facts.listeners), valueIn(facts.subject)];
  if (!listeners || !subject || (question.port !== 0 && !idleOn(sockets, question))) return undefined;
  const meant = meantBy({ processes, owners, listeners, subject }, question);
  if (meant?.state !== 'T') return undefined;
  const seen = { machine, owners, listeners };
  const spaces = valueIn(facts.namespaces) ?? [];
  if (whatIsHidden(meant, question.port, spaces, seen)) return undefined;
  // It does listen, in a network namespace that nothing leads into.
  const isApart = spaces.some(({ holders }) => holders.some(({ pid }) => pid === meant.pid));
  const where = question.port ? ` on port ${question.port}` : '';
  const { does, fix } = atTerminal(meant, where) ?? {
    does: isApart ? 'is stopped, too' : `is stopped, and does not listen${where}`,
    fix: letGoOn(jobOf(meant, processes), machine.uid !== meant.uid),
  };
  const evidence = {
    fact: 'processes',
    says: `pid ${meant.pid}: ${meant.command.join(' ').slice(0, 200)}, state T`,
    source: `/proc/${meant.pid}`,
  } as const;
  return {
    ...absent(`${named(meant, processes)} ${does}.`, 'stopped', [evidence], [fix]),
    ...(isApart && { behind: 'namespace/not-published' as const }),
  };
}

/** What is stopped with it: Ctrl-Z stops all of its job, npm, its shell and the script. */
const jobOf = ({ pid, processGroup }: Process, processes: readonly Process[]): readonly number[] =>
  processes
    .filter(each => each.state === 'T' && (each.pid === pid || each.processGroup === processGroup))
    .map(each => each.pid);

/** What a background job wanted of its terminal when the kernel stopped it, by the signal. */
const wanted: Readonly<Record<string, string>> = { TTIN: 'read from', TTOU: 'ask something on' };

/** The kernel stops a background job that reads or sets up its terminal (SIGTTIN, SIGTTOU), and would again. */
function atTerminal({ stoppedBy, terminal }: Process, where: string): Preparing | undefined {
  const did = wanted[stoppedBy ?? ''];
  if (!did) return undefined;
  const place = terminal ?? 'its terminal';
  return {
    does: `is stopped: it wanted to ${did} ${place} in the background (SIG${stoppedBy}), and does not listen${where}`,
    fix: byHand(
      'Answer it in the foreground, or start it with nothing to read',
      `Type fg in the shell on ${place}: continued with bg or SIGCONT, it would be stopped again. Or start it again with </dev/null, and with the option by which it asks nothing.`,
    ),
  };
}
