import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import { folderOf } from '../../programs/door.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { advice } from '../talk.js';
import { failing, forbidden, limiting } from './log-lines.js';

/** A line of a web server's log that says why it answers as it does. */
export interface LogWords {
  readonly line: string;
  readonly path: string;
  /** What it means: the second half of a sentence. */
  readonly says: string;
  readonly fix: Fix;
}

const knownFor = (status: number) => (status < 500 ? forbidden : failing);

/** Older words are of another time, milliseconds. */
const RECENT = 60 * 60 * 1000;

/**
 * The logs of whoever answers: where its output goes and what its program writes first, then what lies in its directory.
 * What lies where the caller stands is anybody's.
 */
export function ownLogs(logs: readonly LogExcerpt[], holders: readonly Process[]): readonly LogExcerpt[] {
  const written = (log: LogExcerpt) =>
    log.because === 'process-output' ||
    log.because === 'program' ||
    holders.some(each => isWrittenBy(log, each));
  const beside = (log: LogExcerpt) =>
    log.because !== 'caller-directory' || holders.some(({ directory }) => directory === folderOf(log.path));
  return [...logs.filter(written), ...logs.filter(log => !written(log) && beside(log))];
}

/** nginx names the request: who may not see another page may see this one. */
function isOfAnother(line: string, page: string | null): boolean {
  const named = /\brequest: "[A-Z]+ (\S+) HTTP\//.exec(line)?.[1];
  return page !== null && named !== undefined && named !== page;
}

/** The last line that is known of the ends of these logs, of this page if one is meant; undefined where none is. Pure. */
export function logWords(
  logs: readonly LogExcerpt[],
  status: number,
  now: number,
  page: string | null = null,
): LogWords | undefined {
  const known = status === 503 || status === 429 ? limiting : knownFor(status);
  for (const { path, lines, modifiedAt } of logs) {
    if (now - modifiedAt > RECENT) continue;
    for (const line of lines.slice(-20).reverse()) {
      const found = isOfAnother(line, page) ? undefined : known.find(([pattern]) => pattern.test(line));
      if (!found) continue;
      const [pattern, says, title, text] = found;
      const filled = (words: string) => words.replaceAll('$1', () => pattern.exec(line)?.[1] ?? '');
      return {
        line: line.trim().slice(0, 240),
        path,
        says: filled(says),
        fix: advice(title, filled(text), true),
      };
    }
  }
  return undefined;
}
