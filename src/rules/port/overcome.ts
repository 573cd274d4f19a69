import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import type { LogError } from '../process/log-errors.js';

/** A request that was answered: in the Common Log Format, or morgan's short ones. */
const served =
  /"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S{1,2000} HTTP\/\d|\b(?:GET|HEAD|POST) \/\S{0,2000} [1-5]\d\d\b/;

/** An error that nobody caught stands at the beginning of its line; one that ended a thread ended no server. */
const uncaught = /^(?:[\w.]+\.)?\w*(?:Error|Exception|error)\b/;
const ofThread = /^Exception in thread /;

/**
 * Whether an error about a taken port keeps nobody out: whoever wrote it has answered requests since, at another port
 * then. Or it stands in the log of those who have the port (`family`), names none, and ended nobody: it is of another port of
 * theirs, that of metrics, say.
 */
export function isOvercome(
  error: LogError,
  logs: readonly LogExcerpt[],
  family: readonly Process[],
): boolean {
  const log = logs.find(({ path }) => path === error.path);
  if (!log) return false;
  const at = log.lines.findLastIndex(line => line.includes(error.line));
  if (!family.some(each => isWrittenBy(log, each)))
    return log.lines.slice(at + 1).some(line => served.test(line));
  const trace = log.lines.slice(0, Math.max(at, 0)).findLastIndex(line => line.startsWith('Traceback '));
  return error.port === null && (!uncaught.test(error.line) || ofThread.test(log.lines[trace - 1] ?? ''));
}
