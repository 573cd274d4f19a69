import type { Machine } from '../facts/machine/types.js';
import type { Process } from '../facts/processes/types.js';
import type { Pm2Entry } from '../facts/units/types.js';
import type { Step } from './fix.js';
import { invocationOf } from './invocation.js';
import type { Change, Situation } from './program.js';
import { assignments, quoted } from './shell.js';

/** `pm2 start "a whole line"` runs the line in a shell, which mostly makes way for the program. */
const isInShell = ({ script, args }: Pm2Entry): boolean =>
  /(^|\/)(ba|da|z|)sh$/.test(script) && args[0] === '-c';

/** The process of an entry with the command line that PM2 runs, in place of the title that it is given. */
export function runOf(entry: Pm2Entry, { process, processes }: Situation): Process {
  const own = processes.find(each => each.pid === entry.pid) ?? process;
  if (isInShell(entry)) return own;
  const interpreter = entry.interpreter === 'none' ? [] : [entry.interpreter];
  return { ...own, command: [...interpreter, entry.script, ...entry.args] };
}

/**
 * Restarts through PM2, which else would bring the old one back, and which keeps all else that it was started with: new
 * variables with --update-env, new arguments behind --.
 */
export function pm2Steps(entry: Pm2Entry, change: Change, situation: Situation): readonly Step[] {
  const pm2 = pm2Command(entry, situation.machine);
  const cwd = entry.directory ? { cwd: entry.directory } : {};
  const sets = assignments(change.environment ?? {}).join(' ');
  const words = change.command ? wordsFor(entry, change.command, situation) : [];
  const command = [
    ...(sets ? [sets] : []),
    `${pm2} restart ${whichOf(entry, situation)}`,
    ...(sets ? ['--update-env'] : []),
    ...(words.length > 0 ? ['--', ...words.map(quoted)] : []),
  ];
  return [{ do: 'run', command: command.join(' '), ...cwd }];
}

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
