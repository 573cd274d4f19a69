import { isPipe } from '../../facts/processes/pipe.js';
import type { Process } from '../../facts/processes/types.js';
import { hidden } from '../../facts/redact.js';
import { counted, listed } from '../../net/english.js';
import { quoted } from '../shell.js';

// What the line of shell that starts a server anew reads from the running one, because what was seen does not have it:
// the values of most variables, and the secrets of its command line where a record tells. By bash, for its arrays.

/** Whether variables were set for it whose values only the running process has. */
export const hasOthers = ({ apart }: Process): boolean => (apart?.variables?.length ?? 0) > 0;

/** A word that was not seen as it is: a record hides it, or it is not in UTF-8. */
const isLost = (word: string): boolean => word.includes(hidden) || word.includes('\ufffd');

/** The words of a new command line, quoted; what was not seen of the old one is named by its place there. */
export function wordsOf(process: Process, command: readonly string[]): readonly string[] {
  let last = -1;
  return command.map(word => {
    const at = isLost(word) ? process.command.indexOf(word, last + 1) : -1;
    if (at < 0) return quoted(word);
    last = at;
    return `"\${words[${at}]}"`;
  });
}

const takesWords = (process: Process, command: readonly string[]): boolean =>
  wordsOf(process, command).some(word => /^"\$\{words\[/.test(word));

/**
 * The lines that read it, for a shell that starts this command; none where there is nothing to be read. Where it goes
 * on with the same input, that is a pipe at times: it stays open as long as somebody holds it.
 */
export function readFirst(process: Process, command: readonly string[], input: boolean): readonly string[] {
  const read = (name: string, file: string) =>
    `readarray -td "" ${name} </proc/${process.pid}/${file} || exit`;
  return [
    ...(hasOthers(process) ? [read('own', 'environ')] : []),
    ...(takesWords(process, command) ? [read('words', 'cmdline')] : []),
    ...(input && isPipe(process.input) ? [`exec </proc/${process.pid}/fd/0 || exit`] : []),
  ];
}

/** The process that such a line reads from before it takes that process's place; undefined for other lines. */
export function handedOver(command: string): number | undefined {
  const pid =
    /^(?:ba)?sh -c '(?:exec|readarray -td "" (?:own|words)) <\/proc\/(\d+)\/(?:environ|cmdline|fd\/0) \|\| exit; /.exec(
      command,
    )?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** A sentence that says what such a line reads from the process. */
export function takenOver({ apart, pid, command }: Process, line: string): string {
  const [first, ...more] = apart?.variables ?? [];
  const others = more.length > 0 ? ` and ${counted(more.length, 'other variable')}` : '';
  const variables = first === undefined ? [] : [`${first}${others} from the environment`];
  const secret = command.some(word => word.includes(hidden));
  const what = secret ? 'secrets' : 'what is not in UTF-8';
  const words = line.includes('"${words[') ? [`${what} from the command line`] : [];
  const input = line.includes(`/proc/${pid}/fd/0 `) ? ['the pipe of the input'] : [];
  return `It takes ${listed([...variables, ...words, ...input])} of pid ${pid}.`;
}
