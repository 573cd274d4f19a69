import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, startedIn } from '../door.js';
import { namesAddress } from '../fixes/address-words.js';
import { editAt, occursOnce } from '../fixes/edit.js';
import { invocationOf } from '../invocation.js';
import { lineage, startedThrough } from '../lineage.js';
import type { Change, Edit } from '../program.js';
import { runsInLoop, withoutComments } from './loops.js';
import { setAnew, sets } from './script-variables.js';

/** A shell that runs a script, and waits in it for what it started. */
export interface StartScript {
  readonly shell: Process;
  readonly path: string;
}

/** The scripts between a process and the terminal or service that they were started from, nearest first. */
function scriptsOf(process: Process, processes: readonly Process[]): readonly StartScript[] {
  return lineage(process, processes)
    .slice(1)
    .filter(({ pid }) => pid > 1)
    .flatMap(shell => {
      const { language, script } = invocationOf(shell);
      if (language !== 'shell' || !script || script.startsWith('-')) return [];
      return [{ shell, path: absolutePath(script, startedIn(shell)) }];
    });
}

/** The paths of those scripts. */
export const startScripts = (process: Process, processes: readonly Process[]): readonly string[] =>
  scriptsOf(process, processes).map(each => each.path);

/** The shells that wait for the process, nearest first. */
const waiting = (process: Process, processes: readonly Process[]): readonly Process[] =>
  startedThrough(process, processes)
    .slice(1)
    .filter(each => invocationOf(each).language === 'shell');

/** What stands between a process and a shell above it. */
function between(shell: Process, process: Process, processes: readonly Process[]): readonly Process[] {
  const line = startedThrough(process, processes);
  return line.slice(1, Math.max(1, line.indexOf(shell)));
}

/**
 * The script that would start the server again as soon as it ends: it runs it in a loop. Undefined where there is
 * none, or its text was not read.
 */
export function loopAbove(
  process: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
): StartScript | undefined {
  const shells = waiting(process, processes);
  return scriptsOf(process, processes).find(({ shell, path }) => {
    const text = files.find(file => file.path === path)?.text ?? '';
    return shells.includes(shell) && runsInLoop(text, process, between(shell, process, processes));
  });
}

/**
 * The new arguments written in the script, where it holds the old ones exactly once as they are; undefined where it
 * does not. Of variables those alone that the script sets by itself, because it hands the others on.
 */
export function scriptEdits(
  path: string,
  process: Process,
  change: Change,
  files: readonly ConfigurationFile[],
): readonly Edit[] | undefined {
  const file = files.find(each => each.path === path);
  if (!change.command) return file ? environmentEdits(file, process, change) : [];
  const { args: old } = invocationOf(process);
  const { args: wanted } = invocationOf({ ...process, command: change.command });
  const before = old.join(' ');
  const after = wanted.map(word => word || '""').join(' ');
  if (!file) return undefined;
  // It was changed since the start.
  if (!file.text.includes(before) && occursOnce(file.text, after)) return [];
  if (!occursOnce(file.text, before)) return variableEdits(file, process, change.command);
  const start = file.text.indexOf(before);
  const edit = editAt(file, start, start + before.length, after);
  return edit && [edit];
}

/** The variables that the script sets by itself, set anew there; the others it hands on. */
function environmentEdits(
  file: ConfigurationFile,
  process: Process,
  { environment = {} }: Change,
): readonly Edit[] | undefined {
  const own = Object.entries(environment).filter(([name]) => sets(file.text, name));
  const edits = own.map(variable => setAnew(file, process, variable));
  return edits.every(each => each !== undefined) ? edits : undefined;
}

/** What stands before a port, and after the name of an option: `--bind=127.0.0.1:8000`. */
const ADDRESS = /^(.*[=@/])?(\[[^\]]*\]|[^=@/:]+)(:\d+)?$/;

/** The one address by which the new arguments differ from those that the process has; undefined where more does. */
export function addressChanged(
  process: Process,
  command: readonly string[],
): { readonly before: string; readonly after: string } | undefined {
  const { args: old } = invocationOf(process);
  const { args: wanted } = invocationOf({ ...process, command });
  const places = old.flatMap((word, at) => (word === wanted[at] ? [] : [at]));
  const [place] = places;
  if (place === undefined || places.length > 1 || old.length !== wanted.length) return undefined;
  const [, head, before, port] = ADDRESS.exec(old[place]!) ?? [];
  const [, newHead, after, newPort] = ADDRESS.exec(wanted[place]!) ?? [];
  return before && after && head === newHead && port === newPort ? { before, after } : undefined;
}

/**
 * The script has the address in a variable, `ADDRESS=127.0.0.1`, as what `${ADDRESS:-127.0.0.1}` stands for, or behind the
 * argument that it follows (in lines that go on, say), and nowhere else.
 */
function variableEdits(
  file: ConfigurationFile,
  process: Process,
  command: readonly string[],
): readonly Edit[] | undefined {
  const { before: old, after: wanted } = addressChanged(process, command) ?? {};
  const text = withoutComments(file.text);
  if (!old || !wanted || !occursOnce(text, old)) return undefined;
  const start = text.indexOf(old);
  const ahead = text.slice(Math.max(0, start - 100), start);
  const [, set, otherwise] = /(?:^|[\s;])(\w+)=["']?$|\$\{(\w+):?[-=]$/.exec(ahead) ?? [];
  const end = start + old.length;
  if (/[\w.]/.test(file.text[end] ?? '')) return undefined;
  if (!namesAddress(set ?? otherwise ?? '') && !follows(process, old, ahead)) return undefined;
  const edit = editAt(file, start, end, wanted);
  return edit && [edit];
}

/** Whether what stands before an address in a script, but for a quote, ends in the option that the process has it from. */
function follows(process: Process, address: string, ahead: string): boolean {
  const { args } = invocationOf(process);
  const at = args.findIndex(word => word.endsWith(address) || word.includes(`${address}:`));
  const word = args[at] ?? '';
  const own = word.slice(0, word.indexOf(address));
  const last = ahead.split(/\s+/).at(-1);
  return own === ''
    ? /^-/.test(args[at - 1] ?? '') &&
        ahead
          .replace(/["']$/, '')
          .trimEnd()
          .endsWith(` ${args[at - 1]}`)
    : last?.replace(/["']/, '') === own;
}

/**
 * A shell above the process that was given a loop with -c, with its command for the changed server: the new arguments
 * in the place of the old ones. Undefined where there is none, or it does not hold them exactly once.
 */
export function loopTyped(
  process: Process,
  processes: readonly Process[],
  change: Change,
): { readonly shell: Process; readonly command: readonly string[] } | undefined {
  for (const shell of waiting(process, processes)) {
    const at = shell.command.findIndex(word => /^-\w*c$/.test(word)) + 1;
    const text = shell.command[at] ?? '';
    if (at === 0 || !runsInLoop(text, process, between(shell, process, processes))) continue;
    if (!change.command) return { shell, command: shell.command };
    const before = invocationOf(process).args.join(' ');
    const after = invocationOf({ ...process, command: change.command }).args.join(' ');
    if (!occursOnce(text, before)) return undefined;
    return {
      shell,
      command: shell.command.with(
        at,
        text.replace(before, () => after),
      ),
    };
  }
  return undefined;
}
