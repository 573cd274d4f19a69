import type { Process } from '../facts/processes/types.js';
import { hidden } from '../facts/redact.js';
import { counted } from '../net/english.js';
import { quoted } from './shell.js';

// What the line of shell that starts a server anew reads from the running one, because what was seen does not have it:
// the values of most variables, and the secrets of its command line where a record tells. In bash, for its arrays.

/** Whether variables were set for it whose values only the running process has. */
export const hasOthers = ({ apart }: Process): boolean => (apart?.variables?.length ?? 0) > 0;

/** The words of a new command line, quoted; what a record has hidden of the old one is named by its place there. */
export function wordsOf(process: Process, command: readonly string[]): readonly string[] {
  let last = -1;
  return command.map(word => {
    const at = word.includes(hidden) ? process.command.indexOf(word, last + 1) : -1;
    if (at < 0) return quoted(word);
    last = at;
    return `"\${words[${at}]}"`;
  });
}

const takesWords = (process: Process, command: readonly string[]): boolean =>
  wordsOf(process, command).some(word => /^"\$\{words\[/.test(word));

/** The lines that read it, for a shell that starts this command; none where there is nothing to be read. */
export function readFirst(process: Process, command: readonly string[]): readonly string[] {
  const read = (name: string, file: string) =>
    `readarray -td '' ${name} </proc/${process.pid}/${file} || exit`;
  return [
    ...(hasOthers(process) ? [read('own', 'environ')] : []),
    ...(takesWords(process, command) ? [read('words', 'cmdline')] : []),
  ];
}

/** The process that such a line reads from before it takes that process's place; undefined for other lines. */
export function handedOver(command: string): number | undefined {
  const pid = /^\(readarray -td '' (?:own|words) <\/proc\/(\d+)\/(?:environ|cmdline) \|\| exit; /.exec(
    command,
  )?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** A sentence that says what such a line reads from the process. */
export function takenOver({ apart, pid }: Process, line: string): string {
  const [first, ...more] = apart?.variables ?? [];
  const others = more.length > 0 ? ` and ${counted(more.length, 'other variable')}` : '';
  const variables = first === undefined ? [] : [`${first}${others} from the environment`];
  const secrets = line.includes('"${words[') ? ['secrets from the command line'] : [];
  return `It takes ${[...variables, ...secrets].join(' and ')} of pid ${pid}.`;
}
