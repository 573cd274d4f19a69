import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknown } from '../fact.js';
import { bootTime } from './boot-time.js';
import { withJobs } from './job-table.js';
import { listedProcesses } from './listed.js';
import { readProcess } from './read.js';
import { withLoops } from './shell-loops.js';
import type { Process } from './types.js';

/** A process and its family: enough to tell masters from workers, and what started it. */
const mostChildren = 64;
const mostAncestors = 16;

/** Reads the processes with their ancestors, their children and their siblings under the same server. */
export function collectProcesses(system: System, pids: readonly number[]): Fact<readonly Process[]> {
  if (system.processTable)
    return partial(
      listedProcesses(system.processTable, pids),
      'systeminformation',
      'directories, environments, descriptors and signals of processes',
    );
  const boot = bootTime(system);
  if (boot === null) return unknown('unsupported', '/proc cannot be read');
  const seen = new Map<number, Process | undefined>();
  const read = (pid: number): Process | undefined => {
    if (!seen.has(pid)) seen.set(pid, readProcess(system, pid, boot));
    return seen.get(pid);
  };
  for (const pid of pids) {
    const process = read(pid);
    if (!process) continue;
    for (const pid of [...process.children.slice(0, mostChildren), ...shellsOf(process)]) read(pid);
    let parent = process.parent;
    for (let step = 0; step < mostAncestors && parent > 0; step++) parent = read(parent)?.parent ?? 0;
  }
  const all = [...seen.values()].filter(each => each !== undefined);
  const processes = withLoops(system, withJobs(system, all), pids);
  const hidden = processes.some(each => each.environment === null && each.state !== 'Z');
  const source = '/proc/PID';
  return hidden
    ? partial(processes, source, "environment, directory and descriptors of other users' processes need root")
    : known(processes, source);
}

/** The shells of its terminal know their jobs, even those that have lost their parent; su starts one within the session. */
const shellsOf = ({ terminal, session, foregroundGroup }: Process): readonly number[] =>
  terminal === null ? [] : [session, foregroundGroup].filter(pid => pid > 0);
