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

/** Restarts through PM2, which else would bring the old one back: new variables with --update-env, new arguments by a new start. */
export function pm2Steps(entry: Pm2Entry, change: Change, situation: Situation): readonly Step[] {
  const pm2 = pm2Command(entry, situation.machine);
  const cwd = entry.directory ? { cwd: entry.directory } : {};
  const name = quoted(entry.name);
  const sets = assignments(change.environment ?? {}).join(' ');
  if (change.command) {
    if (isInShell(entry)) {
      const line = quoted(change.command.map(quoted).join(' '));
      const start = `${sets ? `${sets} ` : ''}${pm2} start ${line} --name ${name}`;
      return [{ do: 'run', command: `${pm2} delete ${name} && ${start}`, ...cwd }];
    }
    const { args } = invocationOf({ ...situation.process, command: change.command });
    const instances = situation.pm2.filter(
      each => each.name === entry.name && each.mode === 'cluster',
    ).length;
    const cluster = instances > 0 ? ` -i ${instances}` : '';
    const rest = args.length > 0 ? ` -- ${args.map(quoted).join(' ')}` : '';
    const start = `${pm2} start ${quoted(entry.script)} --name ${name}${cluster}${rest}`;
    return [{ do: 'run', command: `${pm2} delete ${name} && ${sets ? `${sets} ` : ''}${start}`, ...cwd }];
  }
  const restart = sets ? `${sets} ${pm2} restart ${name} --update-env` : `${pm2} restart ${name}`;
  return [{ do: 'run', command: restart, ...cwd }];
}

/** How to talk to the daemon that runs this entry: its program, and its home where that is not the caller's own. */
export function pm2Command(entry: Pm2Entry, machine: Machine): string {
  const own = machine.environment?.PM2_HOME ?? `${machine.environment?.HOME ?? ''}/.pm2`;
  const home = entry.home === own ? '' : `PM2_HOME=${quoted(entry.home)} `;
  return `${home}${quoted(entry.program)}`;
}
