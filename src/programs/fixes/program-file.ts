import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { isBox } from '../applet.js';
import { baseName } from '../invocation.js';

/** What no search path finds: a name of its own, or words for people, in the place of the program's (exec -a in bash). */
const isTitle = (word: string, { alias, command }: Process): boolean =>
  (alias === true && word === command[0]) || (!word.includes('/') && /[\s:]/.test(word));

/** A bare name may mean another file on the caller's search path, or none: then the very executable is named. */
export function resolved(process: Process, command: readonly string[], machine: Machine): readonly string[] {
  const theirs = process.environment?.PATH;
  const isSame = theirs === undefined || theirs === machine.environment?.PATH;
  return isSame && !isTitle(command[0] ?? '', process) ? command : fullPath(process, command);
}

/** The command with its first word as a path, where the word is a bare name and the path is known. */
export function fullPath(process: Process, command: readonly string[]): readonly string[] {
  const [first = '', ...rest] = command;
  const { executable } = process;
  if (executable && isTitle(first, process)) return [executable, ...(isBox(executable) ? command : rest)];
  if (first.includes('/') || first === '') return command;
  const virtual = process.environment?.VIRTUAL_ENV;
  if (virtual && /^(python|gunicorn|flask|uvicorn)/.test(first)) return [`${virtual}/bin/${first}`, ...rest];
  return executable && baseName(executable).startsWith(first) ? [executable, ...rest] : command;
}
