import type { System } from '../../system/system.js';
import { bashJobs } from './bash-jobs.js';
import type { Job } from './shell-memory.js';
import type { Process } from './types.js';
import { zshJobs } from './zsh-jobs.js';

/** What the shell that started a process would do to it at a hang-up. */
type JobState = 'listed' | 'spared' | 'absent';

/** Signals that stop, by number (signal(7), x86 and arm). */
const stops: Readonly<Record<number, string>> = { 19: 'STOP', 20: 'TSTP', 21: 'TTIN', 22: 'TTOU' };

/** The shells whose table is known, and how it is read. */
const tables: Readonly<Record<string, typeof bashJobs>> = { bash: bashJobs, zsh: zshJobs };

/**
 * The processes, each one that a hang-up could end with what the job table of its bash or zsh says of it. `disown`
 * leaves no trace elsewhere. Needs the right to read the shell's memory (ptrace(2)); without it nothing is added.
 */
export function withJobs(system: System, processes: readonly Process[]): readonly Process[] {
  const read = new Map<number, readonly Job[] | undefined>();
  const table = (shell: Process): readonly Job[] | undefined => {
    if (!read.has(shell.pid)) read.set(shell.pid, tableOf(system, shell));
    return read.get(shell.pid);
  };
  return processes.map(process => {
    // bash ends what is stopped among its jobs by another signal.
    const immune = process.ignored.includes('HUP') && process.state !== 'T';
    if (process.terminal === null || immune || process.session === process.pid) return process;
    const jobs = tableWith(process, processes, table);
    if (jobs) return { ...process, job: stateIn(jobs, process.processGroup), ...stoppedIn(jobs, process) };
    return process;
  });
}

/** The table that has its group, or else the first one of its own shells that could be read: that it is not in another's tells nothing. */
export function tableWith(
  process: Process,
  processes: readonly Process[],
  table: (shell: Process) => readonly Job[] | undefined,
): readonly Job[] | undefined {
  const { own, others } = shellsOf(process, processes);
  const has = (jobs: readonly Job[] | undefined) => jobs?.some(each => each.group === process.processGroup);
  const tables = own.map(table);
  return tables.find(has) ?? others.map(table).find(has) ?? tables.find(each => each !== undefined);
}

function stateIn(table: readonly Job[], group: number): JobState {
  const job = table.find(each => each.group === group);
  if (!job) return 'absent';
  return job.spared ? 'spared' : 'listed';
}

/**
 * The signal that stopped it, as its shell was told. A child is in no table: what a terminal sends goes to the whole
 * group (tty_check_change in drivers/tty/tty_jobctrl.c), SIGSTOP to one process alone.
 */
export function stoppedIn(table: readonly Job[], process: Process): { stoppedBy?: string } {
  if (process.state !== 'T') return {};
  const own = table.find(job => job.pid === process.pid);
  const signal = own ? stopOf(own) : groupStop(table, process.processGroup);
  return signal ? { stoppedBy: signal } : {};
}

/** As wait(2) has it: 0x7f, and the signal above. */
const stopOf = ({ status }: Job): string | undefined =>
  (status & 0xff) === 0x7f ? stops[(status >> 8) & 0xff] : undefined;

const groupStop = (table: readonly Job[], group: number): string | undefined =>
  table
    .filter(job => job.group === group)
    .map(stopOf)
    .find(signal => signal?.startsWith('T'));

/**
 * The shells of its terminal that may know it: those it descends from, nearest first, the session's leader, and the others
 * of the session, which may have lost it: bash keeps a job that has forked itself away until its next prompt. A shell
 * without job control leaves what it starts in its own process group, and hangs nobody up.
 */
function shellsOf(
  process: Process,
  processes: readonly Process[],
): Readonly<Record<'own' | 'others', readonly Process[]>> {
  const byPid = new Map(processes.map(each => [each.pid, each]));
  const line: Process[] = [];
  let parent = byPid.get(process.parent);
  while (parent && parent.session === process.session && !line.includes(parent)) {
    line.push(parent);
    parent = byPid.get(parent.parent);
  }
  const leader = byPid.get(process.session);
  if (leader && !line.includes(leader)) line.push(leader);
  const mayKnow = (each: Process) =>
    Object.hasOwn(tables, each.name) && each.processGroup !== process.processGroup;
  const others = processes.filter(each => each.session === process.session && !line.includes(each));
  return { own: line.filter(mayKnow), others: others.filter(mayKnow) };
}

function tableOf(system: System, shell: Process): readonly Job[] | undefined {
  try {
    return tables[shell.name]?.(system, shell);
  } catch {
    return undefined;
  }
}
