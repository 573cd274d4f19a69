import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import { deathIn } from './death-words.js';

/** Words of who lives on about a worker that has ended: "worker 4242 died", "Worker 1 exited with code 1". */
const ofWorker = /\bworkers?\b.*\b(?:died|dies|dead|ended|exit(?:ed|s)?|closed|killed|terminated)\b/i;

/**
 * The last word of the workers of one that speaks of their deaths and has started none since, as the primary of the
 * example of Node's cluster does; undefined where it has workers, or its log says nothing of theirs.
 */
export function lastOfWorkers(process: Process, log: LogExcerpt): string | undefined {
  const { children, startedAt } = process;
  if (children.length > 0 || log.modifiedAt < startedAt || !isWrittenBy(log, process)) return undefined;
  // What follows a death may be an earlier run's, and then the start of this one.
  return ofWorker.test(log.lines.at(-1) ?? '') ? deathIn(log.lines)?.trim() : undefined;
}
