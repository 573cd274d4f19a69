import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';

/** So many ends in so short a time are a loop, where the last one was just now; milliseconds. */
const OFTEN = 3;
const SHORT = 5 * 60_000;
const JUST_NOW = 60_000;

/** supervisord's word of a program's end that nobody asked for. */
const end =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),\d+ \w+ exited: (\S+) \((?!terminated by SIG(?:TERM|KILL|INT))([^;)]*)/;

/** A program that supervisord starts again and again. */
export interface SupervisedLoop {
  readonly name: string;
  /** How it ended the last time: 'exit status 1'. */
  readonly how: string;
  readonly line: string;
  readonly path: string;
}

/** The program whose ends follow one another in supervisord's log; undefined where there is none. */
export function supervisedLoop(logs: readonly LogExcerpt[], machine: Machine): SupervisedLoop | undefined {
  for (const { path, lines, because, modifiedAt } of logs) {
    if (because !== 'program' || machine.now - modifiedAt > JUST_NOW) continue;
    const ends = lines.flatMap(line => {
      const [, day, time, name, how] = end.exec(line) ?? [];
      return name ? [{ name, how: how ?? '', line: line.trim(), at: Date.parse(`${day}T${time}Z`) }] : [];
    });
    const last = ends.at(-1);
    const own = ends.filter(({ name }) => name === last?.name);
    const first = own.at(-OFTEN);
    if (last && first && last.at - first.at < SHORT)
      return { name: last.name, how: last.how, line: last.line, path };
  }
  return undefined;
}
