import { portSaid, started } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';

/** Files that are named for what builds, tests, installs, moves data or works in the background, and serves nobody. */
const ofTask =
  /(?:^|[-_./])(?:tests?|pytest|jest|vitest|mocha|build|compile|install|migrat(?:e|ions?)|lint|coverage|npm-debug|yarn-error|pip|backup|cron|celery|workers?|beat|scheduler)(?:[-_.]\w+)?\.(?:log|err|out)$/i;
/** The sums of a run of tests: pytest's and unittest's, Vitest's and Jest's, Mocha's. */
const sums =
  /^=+ .*\b\d{1,6} (?:passed|failed|errors?)\b|^Ran \d+ tests? in |^\s*Tests?:?\s+\d+ (?:passed|failed)|^\s+\d+ (?:passing|failing)\b/;

/**
 * A log of whoever stands where the caller or a server does, that is none of the server of this port: of a server that
 * said that it listens, and on other ports alone, or of no server at all.
 */
export function isOfAnother({ because, path, lines }: LogExcerpt, port: number): boolean {
  if (because !== 'caller-directory' && because !== 'process-directory') return false;
  if (ofTask.test(path.slice(path.lastIndexOf('/') + 1)) || lines.some(line => sums.test(line))) return true;
  const ports = lines.flatMap(line => (started.test(line) ? (portSaid(line, true) ?? []) : []));
  const named = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  return ports.length > 0 && !lines.some(line => named.test(line));
}
