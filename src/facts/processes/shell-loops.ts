import { invocationOf } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { memoryOf } from './shell-memory.js';
import type { Process } from './types.js';

/** The variable in which each shell counts the loops that it is in: loop_level of bash's execute_cmd.c, loops of zsh's loop.c. */
const counters: Readonly<Record<string, string>> = { bash: 'loop_level', zsh: 'loops' };
const MOST = 8;

/**
 * The processes, each bash and zsh above one of `pids` that may have it in a loop that was typed, and is in one, marked as
 * such: nothing else tells of that. Needs the right to read the shell's memory (ptrace(2)); without it nothing is added.
 */
export function withLoops(
  system: System,
  processes: readonly Process[],
  pids: readonly number[],
): readonly Process[] {
  const looping = shellsAbove(processes, pids).filter(shell => attempt(() => isInLoop(system, shell)));
  if (looping.length === 0) return processes;
  return processes.map(each => (looping.includes(each) ? { ...each, loops: true as const } : each));
}

/** It runs no script and no line of -c: the text of those tells as much, and is sooner read. */
function isTyped(process: Process): boolean {
  const { head, script } = invocationOf(process);
  return script === null && !head.some(word => /^-\w*c$/.test(word));
}

function isInLoop(system: System, shell: Process): boolean {
  const counter = counters[shell.name]!;
  const level = memoryOf(system, shell, [counter])?.at(counter, 4).readInt32LE() ?? 0;
  // More than anybody nests is another thing of that name.
  return level > 0 && level < 100;
}

/** What a shell runs in its loop is in the foreground of its terminal, or in the group of the shell itself: no job of before. */
export const isNoJob = ({ processGroup, foregroundGroup }: Process, shell: Process): boolean =>
  processGroup === foregroundGroup || processGroup === shell.processGroup;

function shellsAbove(processes: readonly Process[], pids: readonly number[]): readonly Process[] {
  const byPid = new Map(processes.map(each => [each.pid, each]));
  const shells = new Set<Process>();
  for (const pid of pids) {
    const process = byPid.get(pid);
    let each = byPid.get(process?.parent ?? 0);
    for (let steps = 0; process && each && steps < 16; steps++) {
      if (Object.hasOwn(counters, each.name) && isNoJob(process, each) && isTyped(each)) shells.add(each);
      each = byPid.get(each.parent);
    }
  }
  return [...shells].slice(0, MOST);
}
