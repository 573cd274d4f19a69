import { announcesPort } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { freshness, type LogError, lastError } from './log-errors.js';
import { isOfAnother, isOfScript } from './log-of-another.js';
import { voicesOf } from './log-voices.js';

/** supervisord tells of a program's end when that has just said why itself: as of so much earlier, milliseconds. */
const JUST = 5000;
const toldAt = ({ line, modifiedAt }: LogError): number =>
  /\b(?:gave up|exited): \S+ /.test(line) ? modifiedAt - JUST : modifiedAt;

/** Who cannot have one of its ports may end, and is gone from the others that it said it would have. */
const forAll = (error: LogError, { lines }: LogExcerpt, port: number): LogError =>
  error.port !== null && error.port !== port && error.kind !== 'crash' && announcesPort(lines, port)
    ? { ...error, kind: 'crash', port: null }
    : error;

/** The fresh errors of all logs that may be about this port: those that name another one are not, nor those of its clients. */
export const errorsAbout = (
  logs: readonly LogExcerpt[],
  machine: Machine,
  port: number,
): readonly LogError[] =>
  logs
    .flatMap(voicesOf)
    .flatMap(log => {
      const last = lastError(log, machine);
      const error = last && forAll(last, log, port);
      if (!error || (error.port === null && isOfAnother(log, port))) return [];
      return error.kind === 'crash' && error.port === null && isOfScript(log, port) ? [] : error;
    })
    .filter(({ modifiedAt }) => machine.now - modifiedAt <= freshness)
    .filter(error => (error.port === null || error.port === port) && error.towards !== port)
    .sort((a, b) => toldAt(b) - toldAt(a));

/** Whether one of these processes may have written the error, and has not ended by it. */
export const isOfOne = (error: LogError, processes: readonly Process[]): boolean =>
  processes.some(each => isWrittenBy(error, each) && !(error.final && each.startedAt < error.modifiedAt));

/** What lies where the caller stands may be anybody's: of a program that was asked for by name it says the name, or has it (api.js, api.log). */
export const mayTellOf = ({ because, path, lines }: LogExcerpt, program: string | null): boolean =>
  program === null ||
  because !== 'caller-directory' ||
  [path, ...lines].some(each => each.includes(program)) ||
  (/\.\w+$/.test(program) && path.endsWith(`/${program.replace(/\.\w+$/, '')}.log`));

/** Evidence from a log. */
export const logSays = (error: Pick<LogError, 'path' | 'line'>) => ({
  fact: 'logs' as const,
  says: `${error.path} ends with: ${error.line}`,
  source: error.path,
});
