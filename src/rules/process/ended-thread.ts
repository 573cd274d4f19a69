import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { logSays } from '../log-line.js';
import type { Evidence } from '../rule.js';

/** What belongs to the story of an error: frames and excerpts, causes, notes. */
const around =
  /^\s|^Traceback \(|^(?:During handling of|The above exception)|^Caused by: |^note: |^stack backtrace:$|^future: </;
const isAround = (line: string): boolean => around.test(line);
/** Python's name of an error, which need not be called one. */
const error = /^[A-Za-z_][\w.]*(?:: |$)/;

/** The error by which Python's last traceback ends; those before it led to it. */
const traced = (after: readonly string[]): string | undefined =>
  after.every((line, at) => isAround(line) || (error.test(line) && isAround(after[at + 1] ?? ' ')))
    ? after.slice(-1).find(line => !isAround(line))
    : undefined;
const next = ([first, ...rest]: readonly string[]): string | undefined =>
  rest.every(isAround) ? first : undefined;
const same = (after: readonly string[], said: string | undefined): string | undefined =>
  after.every(isAround) ? said : undefined;

/** By which words a runtime tells that an error has ended a thread, or a task, and where it says which. */
const runtimes: readonly (readonly [
  RegExp,
  (after: readonly string[], said: string | undefined) => string | undefined,
])[] = [
  // Python's threading, and asyncio
  [/^Exception in thread [^"\s][^:]*:$/, traced],
  [/(?:^|:)Task exception was never retrieved$/, traced],
  // Java
  [/^Exception in thread "[^"]*" (\S.*)$/, same],
  // Ruby
  [/^#<Thread:.*> terminated with exception\b/, next],
  // Rust, whose main thread ends all; before 1.73 on one line
  [/^thread '(?!main')[^']*' (?:\(\d+\) )?panicked at .*:$/, next],
  [/^thread '(?!main')[^']*' (panicked at '.*)$/, same],
];

/** The error of a thread, or of a task, that a log ends with; undefined where anything was said since. */
export function threadsErrorIn(
  lines: readonly string[],
): { readonly of: 'threads' | 'tasks'; readonly word: string } | undefined {
  for (const [head, tell] of runtimes) {
    const at = lines.findLastIndex(line => head.test(line));
    const told = at < 0 ? undefined : tell(lines.slice(at + 1), head.exec(lines[at]!)?.[1]);
    if (told !== undefined)
      return { of: /Task|'tokio-/.test(lines[at]!) ? 'tasks' : 'threads', word: told.trim().slice(0, 240) };
  }
  return undefined;
}

export interface EndedThread {
  /** 'an error has ended one of its threads: …'. */
  readonly says: string;
  readonly evidence: readonly Evidence[];
  readonly fix: Fix;
}

/** An error has ended a thread of one of these processes, which live on: most often the one that should serve. */
export function endedThread(
  logs: readonly LogExcerpt[],
  processes: readonly Process[],
): EndedThread | undefined {
  for (const log of logs) {
    // An older run of the program may have left its words there.
    const writes = (each: Process) => isWrittenBy(log, each) && each.startedAt <= log.modifiedAt;
    const { of, word } = (processes.some(writes) ? threadsErrorIn(log.lines) : undefined) ?? {};
    if (word === undefined) continue;
    return {
      says: `an error has ended one of its ${of}: ${word.replace(/\.$/, '')}`,
      evidence: [logSays(word, log.path)],
      fix: {
        title: 'Mend what its log says, then start it again',
        text: `  tail -n 20 ${quoted(log.path)}`,
        needsRoot: false,
      },
    };
  }
  return undefined;
}
