import { valueIn } from '../../facts/fact.js';
import type { Keeper, LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Question } from '../../net/question.js';
import { supervisorOf } from '../../programs/lineage.js';
import { commandLine, quoted } from '../../programs/shell.js';
import type { Evidence, Seen } from '../rule.js';
import { holdersOf, takersOf } from '../serving.js';
import { deathIn } from './death-words.js';
import { lastWord } from './ended.js';

/** So many ends in so short a time are a loop, where the last one was just now; milliseconds. */
const OFTEN = 3;
/** As many are enough where nobody serves the port: supervisord starts it again, and it is not there. */
const OFTEN_UNSERVED = 2;
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
  /** The command that steers its programs, and the program as that calls it. */
  readonly control: string;
  readonly process: string;
  /** The log that the program writes itself, where it says there why it ends. */
  readonly own: LogExcerpt | undefined;
}

/** One end of a program, by supervisord's log. */
interface End {
  readonly name: string;
  readonly how: string;
  readonly line: string;
  readonly at: number;
}

/** Of several programs' logs nobody knows whose is which. */
function wordOf(logs: readonly LogExcerpt[], main: LogExcerpt): LogExcerpt | undefined {
  const own = logs.filter(each => each.because === 'program' && each !== main && deathIn(each.lines));
  return own.length === 1 ? own[0] : undefined;
}

/** supervisord starts it no more. */
const isGivenUp = (lines: readonly string[], { name, line }: End): boolean =>
  lines
    .slice(lines.findLastIndex(each => each.trim() === line))
    .some(each => each.includes(` gave up: ${name} `));

/** It was started again after its last end, and lives longer by now than it did before that. */
function staysUp(lines: readonly string[], own: readonly End[], since: number): boolean {
  const [before, last] = own.slice(-2);
  const isUp = lines.at(-1)?.includes(`success: ${last?.name} entered RUNNING state`) === true;
  return isUp && since > (last?.at ?? 0) - (before?.at ?? 0);
}

/** How supervisorctl is told which supervisord is meant, and which of its processes: behind its group, if it is in one. */
function steered(supervisor: Keeper | undefined, name: string) {
  const { steer = 'supervisorctl', configuration, groups = {} } = supervisor ?? {};
  const isOf = (program: string) => name === program || name.startsWith(`${program}_`);
  const [, group] = Object.entries(groups).find(([program]) => isOf(program)) ?? [];
  const control = commandLine([steer, ...(configuration ? ['-c', configuration] : [])]);
  return { name, control, process: quoted(group === undefined ? name : `${group}:${name}`) };
}

/** The program whose ends follow one another in supervisord's log; undefined where there is none. */
export function supervisedLoop(
  logs: readonly LogExcerpt[],
  machine: Machine,
  unserved: boolean,
): SupervisedLoop | undefined {
  for (const log of logs) {
    const { path, lines, because, modifiedAt, supervisor } = log;
    if (because !== 'program' || machine.now - modifiedAt > JUST_NOW) continue;
    const ends = lines.flatMap((line): readonly End[] => {
      const [, day, time, name, how] = end.exec(line) ?? [];
      return name ? [{ name, how: how ?? '', line: line.trim(), at: Date.parse(`${day}T${time}Z`) }] : [];
    });
    const last = ends.at(-1);
    if (!last || isGivenUp(lines, last)) continue;
    const own = ends.filter(each => each.name === last.name && last.at - each.at < SHORT);
    const few = unserved && own.length >= OFTEN_UNSERVED && !staysUp(lines, own, machine.now - modifiedAt);
    if (own.length >= OFTEN || few)
      return {
        ...steered(supervisor, last.name),
        how: last.how,
        line: last.line,
        path,
        own: wordOf(logs, log),
      };
  }
  return undefined;
}

/** The line of supervisord's log. */
export const loopSays = ({ path, line }: SupervisedLoop): Evidence => ({
  fact: 'logs',
  says: `${path} says again and again: ${line.slice(0, 300)}`,
  source: path,
});

/** What the program itself said last, where it says that anywhere. */
export const lastOfLoop = ({ own }: SupervisedLoop): string | undefined => own && lastWord(own.lines);

/** The command that shows why it ends. */
export const logOfLoop = ({ own, process, control }: SupervisedLoop): string =>
  own ? `  tail -n 50 ${quoted(own.path)}` : `  ${control} tail ${process} stderr`;

/** Who answers is a program of supervisord's, and not, say, a proxy before one. */
export function isOfSupervisor(
  { sockets, owners, processes }: Seen<'sockets', 'owners' | 'processes'>,
  question: Question,
): boolean {
  const all = valueIn(processes) ?? [];
  return takersOf(sockets, question)
    .flatMap(each => holdersOf(each, owners, all))
    .some(each => supervisorOf(each, all) !== undefined);
}
