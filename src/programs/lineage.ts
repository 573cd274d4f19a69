import type { Process } from '../facts/processes/types.js';
import { isRunner, masterOf } from './family.js';
import { invocationOf } from './invocation.js';

/** A process and those that started it, nearest first. */
export function lineage(process: Process, processes: readonly Process[]): readonly Process[] {
  const line = [process];
  for (let at = 0; at < line.length && line.length < 64; at++) {
    const parent = processes.find(other => other.pid === line[at]!.parent);
    if (parent && !line.includes(parent)) line.push(parent);
  }
  return line;
}

/** What runs one command in another way, and ends with it. */
const wrappers =
  /^(sudo|su|runuser|setpriv|doas|timeout|time|env|script|unshare|nsenter|ip|taskset|strace|dumb-init|tini|flock|make)$/;

/**
 * The master of a process and what waits for it, nearest first: shells, runners such as npm, and wrappers such as sudo, as far as
 * there is nothing else between, and what started the first of these. Whatever is above that started a program of its
 * own, and neither keeps the process nor would start it again.
 */
export function startedThrough(process: Process, processes: readonly Process[]): readonly Process[] {
  const line = lineage(masterOf(process, processes), processes);
  const starter = line.slice(1).findIndex(each => {
    const { language, name } = invocationOf(each);
    return language !== 'shell' && !isRunner(each) && !wrappers.test(name);
  });
  return starter === -1 ? line : line.slice(0, starter + 2);
}

/** The supervisord that started a process. */
export const supervisorOf = (process: Process, processes: readonly Process[]): Process | undefined =>
  startedThrough(process, processes)
    .slice(1)
    .find(each => /^supervisord/.test(invocationOf(each).name));
