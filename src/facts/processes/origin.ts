import { absolutePath, startedIn } from '../../programs/door.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import { SYSTEM_PATH } from '../../programs/system-path.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { isMissing } from '../is-missing.js';
import { START_BLUR } from './boot-time.js';
import type { Process } from './types.js';

/** Most words of a command line that are looked for as files. */
const MOST = 32;

/** Where a process was started, and what has become since of what it was started with. */
export type Origin = Pick<Process, 'startDirectory' | 'gone' | 'changed' | 'alias'>;

/** The same for a process that was read; undefined where there is nothing to be said of it, or not to be seen. */
export function originOf(system: System, process: Process): Origin | undefined {
  const { directory, root, command } = process;
  if (directory === null || root !== '' || command.length === 0) return undefined;
  if (invocationOf(process).titled) return undefined;
  const startDirectory = leftDirectory(system, process, directory);
  const from = startDirectory ?? startedIn(process) ?? directory;
  const gone = goneOf(system, process, from);
  const changed = gone === undefined ? changedScript(system, process, from) : undefined;
  const alias = isAlias(system, process);
  if (!startDirectory && !gone && !changed && !alias) return undefined;
  return {
    ...(startDirectory && { startDirectory }),
    ...(gone && { gone }),
    ...(changed && { changed }),
    ...(alias && { alias: true as const }),
  };
}

/** Says that the caller's shell knows no program of the name that it goes by. */
function isAlias(system: System, { command: [name = ''], executable }: Process): boolean {
  if (executable === null || name === '' || name.includes('/')) return false;
  const path = system.env.PATH?.split(':') ?? SYSTEM_PATH;
  return !baseName(executable).startsWith(name) && path.every(each => isMissing(system, `${each}/${name}`));
}

/** Words of a command line that name files where they are relative: the program, the script, and what options are given. */
function relativeWords(process: Process): readonly string[] {
  const { script, args } = invocationOf(process);
  const [program = ''] = process.command;
  const options = args
    .slice(0, MOST)
    .flatMap((word, at) =>
      word.startsWith('-') ? word.split('=').slice(1) : args[at - 1]?.startsWith('-') ? [word] : [],
    );
  const first = program.includes('/') ? [program] : [];
  return [...first, ...(script ? [script] : []), ...options].filter(word => /^[\w.][^:]*$/.test(word));
}

/** The directory that a shell started it in, where its relative words mean files there, and none in the one that it went to. */
function leftDirectory(system: System, process: Process, directory: string): string | undefined {
  const { PWD } = process.environment ?? {};
  if (!PWD?.startsWith('/') || PWD === directory) return undefined;
  const words = relativeWords(process);
  const told = words.find(word => !isMissing(system, absolutePath(word, PWD)));
  return told !== undefined && isMissing(system, absolutePath(told, directory)) ? PWD : undefined;
}

/** What it was started with and nobody can start it with again, as a clause; undefined where all of it is there. */
function goneOf(system: System, process: Process, from: string): string | undefined {
  if (from.includes('\ufffd')) return 'the name of its directory is not in UTF-8';
  if ((process.directoryDeleted || from !== process.directory) && isMissing(system, from))
    return `its directory ${from} is gone`;
  const script = scriptOf(process);
  if (script !== undefined) {
    if (/^\/(dev|proc)\//.test(script)) return `its script came through a pipe (${script})`;
    const path = absolutePath(script, from);
    return isMissing(system, path) ? `its script ${path} is gone` : undefined;
  }
  if (readsProgram(process) && process.inputFile === undefined)
    return 'its program came by its standard input';
  return programGone(system, process, from);
}

/** Its script, where that is a file and no word that its interpreter makes something else of. */
function scriptOf(process: Process): string | undefined {
  const { language, script } = invocationOf(process);
  if (!language || !script || script === '-' || /^[a-z]+:/i.test(script)) return undefined;
  return /\.(py|rb|pl|php|sh|jar|[cm]?[jt]s)$/.test(script) || script.startsWith('/') ? script : undefined;
}

/** An interpreter that was given no program: it reads one from its standard input. */
function readsProgram(process: Process): boolean {
  const { language, script, module, args } = invocationOf(process);
  if (!/^(python|node|ruby|perl)$/.test(language ?? '')) return false;
  if (script !== null || module !== null) return script === '-';
  const [, ...options] = process.command;
  return (
    args.length === 0 && options.every(word => /^-(u|B|O|E|s|S|I|b|d|q|v|w|W\w*|-[\w-]*warnings)$/.test(word))
  );
}

function programGone(system: System, process: Process, from: string): string | undefined {
  const [word = ''] = process.command;
  const { executable, executableDeleted } = process;
  if (!executableDeleted || executable === null || !isMissing(system, executable)) return undefined;
  const named = word.includes('/')
    ? isMissing(system, absolutePath(word, from))
    : !invocationOf(process).language;
  return named ? `its program ${executable} is gone` : undefined;
}

/** The plain file that is its standard input. */
export function inputFileOf(
  system: System,
  { pid, input }: Pick<Process, 'pid' | 'input'>,
): string | undefined {
  if (!input?.startsWith('/') || /^\/dev\/|\ufffd| \(deleted\)$/.test(input)) return undefined;
  return attempt(() => system.status(`/proc/${pid}/fd/0`, true).kind) === 'file' ? input : undefined;
}

/** Its script, where that was written after it was started. */
function changedScript(system: System, process: Process, from: string): string | undefined {
  const script = scriptOf(process);
  if (script === undefined) return undefined;
  const path = absolutePath(script, from);
  const modifiedAt = attempt(() => system.status(path, true).modifiedAt) ?? 0;
  return modifiedAt > process.startedAt + START_BLUR ? path : undefined;
}
