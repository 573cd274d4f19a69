import { warning } from '../fixes/fix.js';
import { HIDDEN } from '../fixes/restart-words.js';
import { recognised } from '../identify.js';
import { baseName } from '../invocation.js';
import type { Change, Situation } from '../program.js';
import { holderOf } from './holder.js';
import { commandOfProgram, programNames } from './supervisord-programs.js';

/** Its title hides the options that it was started with. */
function isHidden({ process, processes }: Situation): boolean {
  const found = recognised(process, processes);
  return found?.program.hidesOptions === true && found.candidate.invocation.titled;
}

/** The situation with the command that a server was started with, where its title hides that, and what keeps it running knows it. */
export function asKept(situation: Situation): Situation {
  const { process, processes } = situation;
  const id = recognised(process, processes)?.program.id;
  const command = isHidden(situation) ? wordsOf(lineOf(situation)) : [];
  // A script is not the command, and systemd tells of a shell's without the quotes.
  if (SHELL.test(command[0] ?? '') || !command.some(word => baseName(word) === id)) return situation;
  const started = { ...process, command };
  return {
    ...situation,
    process: started,
    processes: processes.map(each => (each.pid === process.pid ? started : each)),
  };
}

/** A command that was made up of such a title says so, and never takes the place of its keeper's, which knows more. */
export function madeUp(change: Change, situation: Situation): Change {
  if (!change.command || !isHidden(situation)) return change;
  const { command, ...rest } = change;
  return holderOf(situation).kind === 'none'
    ? { ...rest, command, ...warning(change.risk, HIDDEN) }
    : { ...rest, lost: true };
}

/** The line in which its keeper has the command; a title may have been written over the environment too. */
function lineOf(situation: Situation): string {
  const { process, processes, configuration } = situation;
  const holder = holderOf(situation);
  if (holder.kind === 'systemd') return holder.unit.mainPid === process.pid ? holder.unit.command : '';
  if (holder.kind !== 'supervisord') return '';
  const name = process.environment?.SUPERVISOR_GROUP_NAME;
  if (name) return commandOfProgram(configuration, name) ?? '';
  const id = recognised(process, processes)?.program.id;
  const [line = '', ...more] = programNames(configuration)
    .map(each => commandOfProgram(configuration, each) ?? '')
    .filter(each => each.split(/\s+/).some(word => baseName(word) === id));
  return more.length > 0 ? '' : line;
}

const SHELL = /(?:^|\/)\w*sh$/;

/** None where quotes and expansions would have to be read as the keeper reads them. */
const wordsOf = (line: string): readonly string[] => (/["'\\$%]/.test(line) ? [] : line.split(/\s+/));
