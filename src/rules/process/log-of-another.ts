import { portSaid, started } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isOfService } from '../../programs/of-service.js';

/**
 * Files that are named for what builds, tests, installs, moves data or works in the background, and serves nobody. In
 * test.log may be anything that somebody tried, unless it lies where Rails keeps that of its tests.
 */
const ofTask =
  /[-_./](?:(?<!\/)test|(?<=\/logs?\/)test|tests|pytest|jest|vitest|mocha|build|compile|install|migrat(?:e|ions?)|lint|coverage|npm-debug|yarn-error|pip|backup|cron|celery|workers?|beat|scheduler)(?:[-_.]\w+)?\.(?:log|err|out)$/i;

/** The sums of a run of tests that failed: pytest's, unittest's, Vitest's and Jest's, Mocha's. Nothing is started behind it. */
const failed =
  /^=+ .*\b[1-9]\d{0,5} (?:failed|errors?)\b|^FAILED \((?:failures|errors)=|^\s*Tests:?\s+\d+ failed|^\s+\d+ failing\b/;
/** The sums of one that passed, which a server's own words may come after: `npm test && npm start`. */
const passed = /^=+ .*\b\d{1,6} passed\b|^Ran \d+ tests? in |^\s*Tests:?\s+\d+ passed|^\s+\d+ passing\b/;
/** Lines from the sums to the end of such a run: Jest's are four. */
const SUMS = 4;

/** Where a server listens beside its clients' port, or goes itself: ws://127.0.0.1:9229 of a debugger, redis://localhost:6379. */
const beside = /\b(?:metrics|prometheus|debugger|admin)\b|\b(?!https?:|tcp:)[a-z]{2,12}:\/\//i;

/** Folders that everybody writes to: who stands there has started a program just there, and no server of it has its logs to itself. */
const everybodys = /^\/(?:var\/)?tmp\/[^/]*$/;

/**
 * A log of whoever stands where the caller or a server does, that is none of the server of this port: of a server that
 * said that it listens, and on other ports alone, or of no server at all. Port 0 is that of a server that was asked for by name.
 */
export function isOfAnother({ because, path, lines }: LogExcerpt, port: number): boolean {
  if (!liesAbout(because)) return false;
  if (lines.some(line => failed.test(line)) || lines.slice(-SUMS).some(line => passed.test(line)))
    return true;
  if (port !== 0 && isNamed(lines, port)) return false;
  if (ofTask.test(path) || (because === 'process-directory' && everybodys.test(path))) return true;
  return port !== 0 && lines.some(line => started.test(line) && !beside.test(line) && portSaid(line, true));
}

const liesAbout = (because: LogExcerpt['because']): boolean =>
  because === 'caller-directory' || because === 'process-directory';

function isNamed(lines: readonly string[], port: number): boolean {
  const named = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  return lines.some(line => named.test(line));
}

/** The last words of a script: Python's, Node's, Ruby's and PHP's. */
const interpreted =
  /^Traceback \(most recent call last\)|^Node\.js v\d|\.rb:\d{1,9}:in [`']|^PHP (?:Fatal|Parse) error/;

/** A script's end, which lies about and does not speak of this port, where a service was meant by the port. */
export const isOfScript = ({ because, lines }: LogExcerpt, port: number): boolean =>
  liesAbout(because) &&
  isOfService(port) &&
  !isNamed(lines, port) &&
  lines.some(line => interpreted.test(line));
