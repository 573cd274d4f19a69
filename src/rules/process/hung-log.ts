import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import { logSays } from '../log-line.js';
import type { How } from './deafness.js';
import { endedThread } from './ended-thread.js';
import { takenBy } from './hung-words.js';

/** With the server's own word for it, where its log has one. */
export function withLog(
  how: How,
  logs: readonly LogExcerpt[],
  workers: readonly Process[],
  now: number,
): How {
  const taken = takenBy(logs, now);
  if (taken)
    return {
      taken: true,
      says: `all who could answer are taken, by its own log, and ${how.says}`,
      evidence: [logSays(taken.line, taken.path), ...how.evidence],
    };
  const thread = endedThread(logs, workers);
  if (!thread) return how;
  const { says, evidence, fix } = thread;
  return { ...how, says: `${how.says}, and ${says}`, evidence: [...evidence, ...how.evidence], fix };
}
