import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import { masterOf } from '../family.js';
import type { Step } from '../fixes/fix.js';
import { invocationOf } from '../invocation.js';
import type { Change, Edit, Situation } from '../program.js';
import { assignments, quoted } from '../shell.js';
import { setAnew, sets } from '../sources/script-variables.js';
import { scriptEdits } from '../sources/start-script.js';

/** The files by which `pm2 start` knows the applications of a directory (pm2.keymetrics.io, "Configuration File"). */
export const ecosystemFiles = (directory: string | null): readonly string[] =>
  directory === null
    ? []
    : ['js', 'cjs', 'json'].flatMap(each => [
        `${directory}/ecosystem.config.${each}`,
        `${directory}/pm2.config.${each}`,
      ]);

/** `pm2 start "a whole line"` runs the line in a shell, which mostly makes way for the program. */
const isInShell = ({ script, args }: Pm2Entry): boolean =>
  /(^|\/)(ba|da|z|)sh$/.test(script) && args[0] === '-c';

/** A shell's script, which starts the server by a line of its own, whatever PM2 hands it. */
const isScript = (entry: Pm2Entry): boolean => !isInShell(entry) && entry.script.endsWith('.sh');

/** The process of an entry with the command line that PM2 runs, in place of the title that it is given. */
export function runOf(entry: Pm2Entry, { process, processes }: Situation): Process {
  const own = processes.find(each => each.pid === entry.pid) ?? process;
  if (isInShell(entry)) return own;
  if (isScript(entry)) return masterOf(process, processes);
  const interpreter = entry.interpreter === 'none' ? [] : [entry.interpreter];
  return { ...own, command: [...interpreter, entry.script, ...entry.args] };
}

/**
 * Restarts through PM2, which else would bring the old one back, and which keeps all else that it was started with: new
 * variables with --update-env, new arguments behind --.
 */
export function pm2Steps(entry: Pm2Entry, change: Change, situation: Situation): readonly Step[] {
  if (isScript(entry) && (change.command || setsAny(entry, change, situation)))
    return scriptSteps(entry, change, situation);
  const pm2 = pm2Command(entry, situation.machine);
  const cwd = entry.directory ? { cwd: entry.directory } : {};
  const given = assignments(change.environment ?? {}).join(' ');
  const words = change.command ? wordsFor(entry, change.command, situation) : [];
  const own = [situation.process.directory, entry.directory].flatMap(ecosystemFiles);
  const edited = change.edits?.find(({ file }) => own.includes(file));
  if (edited) return [{ do: 'run', command: byFile(entry, edited.file, situation.machine), ...cwd }];
  const command = [
    ...(given ? [given] : []),
    `${pm2} restart ${whichOf(entry, situation)}`,
    ...(given ? ['--update-env'] : []),
    ...(words.length > 0 ? ['--', ...words.map(quoted)] : []),
  ];
  return [{ do: 'run', command: command.join(' '), ...cwd }];
}

/** The new arguments written in the script that PM2 runs; none where it does not hold the old ones. */
function scriptSteps(entry: Pm2Entry, change: Change, situation: Situation): readonly Step[] {
  const { process, configuration } = situation;
  const { command: _, environment: set, ...rest } = change;
  const edits = set
    ? variableEdits(entry, set, situation)
    : scriptEdits(entry.script, process, change, configuration);
  if (!edits || edits.length === 0) return [];
  return [...edits.map(edit => ({ do: 'edit', ...edit }) as const), ...pm2Steps(entry, rest, situation)];
}

const textOf = ({ script }: Pm2Entry, { configuration }: Situation): ConfigurationFile | undefined =>
  configuration.find(({ path }) => path === script);

/** The script sets one of the variables itself: what PM2 hands it, it would overwrite. */
const setsAny = (entry: Pm2Entry, { environment = {} }: Change, situation: Situation): boolean =>
  Object.keys(environment).some(name => sets(textOf(entry, situation)?.text ?? '', name));

/** The variables set anew where the script sets them, as they are; undefined where it does so otherwise. */
function variableEdits(
  entry: Pm2Entry,
  variables: Readonly<Record<string, string>>,
  situation: Situation,
): readonly Edit[] | undefined {
  const file = textOf(entry, situation);
  const edits = Object.entries(variables).map(variable => file && setAnew(file, situation.process, variable));
  return edits.every(each => each !== undefined) ? edits : undefined;
}

/** What to do by hand where PM2 runs a script that is not known to hold the arguments. */
export const byScript = (entry: Pm2Entry, situation: Situation): string =>
  `Change it in ${entry.script}, by which PM2 starts ${entry.name}, then:\n  ${pm2Command(entry, situation.machine)} restart ${whichOf(entry, situation)}`;

/** Restarts an entry as its file has it by now: by its name alone it keeps what it was started with (pm2.keymetrics.io, "Environment"). */
export const byFile = (entry: Pm2Entry, path: string, machine: Machine): string =>
  `${pm2Command(entry, machine)} restart ${quoted(path)} --only ${quoted(entry.name)} --update-env`;

/** Its name, which means all instances of a cluster; its number where others have that name too. */
function whichOf({ name, id, mode }: Pm2Entry, { pm2 }: Situation): string {
  const others = pm2.filter(each => each.name === name && each.id !== id);
  return others.length > 0 && mode === 'fork' ? String(id) : quoted(name);
}

function wordsFor(entry: Pm2Entry, command: readonly string[], { process }: Situation): readonly string[] {
  if (isInShell(entry)) return ['-c', command.map(quoted).join(' '), ...entry.args.slice(2)];
  return invocationOf({ ...process, command }).args;
}

/** How to talk to the daemon that runs this entry: its program, and its home where that is not the caller's own. */
export function pm2Command(entry: Pm2Entry, machine: Machine): string {
  const own = machine.environment?.PM2_HOME ?? `${machine.environment?.HOME ?? ''}/.pm2`;
  const home = entry.home === own ? '' : `PM2_HOME=${quoted(entry.home)} `;
  return `${home}${quoted(entry.program)}`;
}
