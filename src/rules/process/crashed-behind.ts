import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { outlives } from '../../programs/supervision/reloader.js';
import type { Finding, Seen } from '../rule.js';
import { holdersOf, named, takersOf } from '../serving.js';
import { silenceOf } from '../silence.js';
import { logSays } from './errors-about.js';
import { type LogError, lastError } from './log-errors.js';
import { remedyFor } from './remedies.js';

type Looked = Seen<'sockets' | 'owners' | 'processes' | 'machine', 'probes' | 'logs'>;

/** By these words multiprocessing tells that a child died which a supervisor had started (Uvicorn --reload, --workers). */
const childDied = /^Process Spawn(?:Process|Worker)-\d+:/;

/** What a reloader is told to do when its child has crashed. */
export const mendAndSave = ({ path, line }: Pick<LogError, 'path' | 'line'>) => ({
  title: 'Mend what its log says: it starts again by itself when the file is saved',
  text: [`  tail -n 20 ${quoted(path)}`, remedyFor(line) ?? []].flat().join('\n'),
  needsRoot: false,
});

/**
 * A supervisor has opened the port for a child, and keeps it open though that has crashed: connections are taken by the
 * kernel, and nobody answers them. Undefined where another process holds the socket too.
 */
export function crashedBehind(
  { sockets, owners, processes, machine, probes, logs }: Looked,
  question: Question,
): Finding | undefined {
  const silence = silenceOf(valueIn(probes) ?? [], question);
  const [holder, ...others] = takersOf(sockets, question).flatMap(each => holdersOf(each, owners, processes));
  if (!silence || !holder || others.some(each => each.pid !== holder.pid)) return undefined;
  const log = (valueIn(logs) ?? []).find(({ path }) => path === holder.errors || path === holder.output);
  const error = log && lastError(log, machine);
  const supervises = outlives(holder) || log?.lines.some(line => childDied.test(line));
  if (!supervises || error?.kind !== 'crash') return undefined;
  const who = named(holder, processes);
  return {
    severity: 'error',
    summary: `What ${who} runs has crashed, and the port that it keeps open for it answers nobody; its last word: ${error.line}`,
    headline: 'the server has crashed, and only its reloader is left',
    says: 'only the reloader is left',
    evidence: [
      logSays(error),
      {
        fact: 'owners',
        says: `Of the processes that run, ${who} alone holds the socket`,
        source: `/proc/${holder.pid}/fd`,
      },
    ],
    fixes: [mendAndSave(error)],
    outcome: 'no-answer',
  };
}
