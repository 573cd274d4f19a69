import type { System } from '../../system/system.js';
import { symbolsIn } from './elf.js';
import type { Process } from './types.js';

/** An entry of bash's job table: its process group, and whether `disown -h` spares it at a hang-up. */
interface Job {
  readonly group: number;
  readonly spared: boolean;
  /** Status of its first process as of wait(2). */
  readonly status: number;
  readonly pid: number;
}

/** What the shell that started a process would do to it at a hang-up. */
export type JobState = 'listed' | 'spared' | 'absent';

/** Offsets of bash's jobs.h, unchanged from 3.0 to 5.3: js.j_jobslots; JOB.pgrp and JOB.flags with J_NOHUP. */
const JOB_SLOTS = 28;
const JOB_PIPE = 8;
const JOB_GROUP = 16;
const JOB_FLAGS = 24;
const NO_HANGUP = 0x08;
const MOST_SLOTS = 4096;
/** PROCESS.pid and PROCESS.status. */
const PROCESS_PID = 8;
const PROCESS_STATUS = 12;
/** Signals that stop, by number (signal(7), x86 and arm). */
const stops: Readonly<Record<number, string>> = { 19: 'STOP', 20: 'TSTP', 21: 'TTIN', 22: 'TTOU' };

/**
 * The processes, each one that a hang-up could end with what the job table of its bash says of it. `disown` leaves no
 * trace elsewhere. Needs the right to read the shell's memory (ptrace(2)); without it nothing is added.
 */
export function withJobs(system: System, processes: readonly Process[]): readonly Process[] {
  const tables = new Map<number, readonly Job[] | undefined>();
  const table = (shell: Process): readonly Job[] | undefined => {
    if (!tables.has(shell.pid)) tables.set(shell.pid, tableOf(system, shell));
    return tables.get(shell.pid);
  };
  return processes.map(process => {
    if (process.terminal === null || process.ignored.includes('HUP') || process.session === process.pid)
      return process;
    for (const shell of shellsOf(process, processes)) {
      const jobs = table(shell);
      if (jobs) return { ...process, job: stateIn(jobs, process.processGroup), ...stoppedIn(jobs, process) };
    }
    return process;
  });
}

function stateIn(table: readonly Job[], group: number): JobState {
  const job = table.find(each => each.group === group);
  if (!job) return 'absent';
  return job.spared ? 'spared' : 'listed';
}

/** The signal that stopped it, as its shell was told (wait(2): 0x7f, and the signal above). */
function stoppedIn(table: readonly Job[], process: Process): { stoppedBy?: string } {
  const status = table.find(job => job.pid === process.pid)?.status ?? 0;
  const signal = process.state === 'T' && (status & 0xff) === 0x7f ? stops[(status >> 8) & 0xff] : undefined;
  return signal ? { stoppedBy: signal } : {};
}

/**
 * The bashes of its terminal that may know it: those it descends from, nearest first, and the session's leader, which
 * may have lost it.
 */
function shellsOf(process: Process, processes: readonly Process[]): readonly Process[] {
  const byPid = new Map(processes.map(each => [each.pid, each]));
  const line: Process[] = [];
  let parent = byPid.get(process.parent);
  while (parent && parent.session === process.session && !line.includes(parent)) {
    line.push(parent);
    parent = byPid.get(parent.parent);
  }
  const leader = byPid.get(process.session);
  if (leader && !line.includes(leader)) line.push(leader);
  return line.filter(each => each.name === 'bash');
}

function tableOf(system: System, shell: Process): readonly Job[] | undefined {
  const { bytes } = system;
  if (!bytes || !shell.executable) return undefined;
  try {
    const memory = (at: bigint, length: number) => bytes(`/proc/${shell.pid}/mem`, Number(at), length);
    const executable = `/proc/${shell.pid}/exe`;
    const symbols = symbolsIn((at, length) => bytes(executable, at, length), ['jobs', 'js', 'interactive']);
    const { jobs, js, interactive } = symbols.addresses;
    if (jobs === undefined || js === undefined || interactive === undefined) return undefined;
    const base = symbols.relocatable ? loadAddress(system, shell.pid) : 0n;
    // A shell that runs a script keeps no jobs and sends nobody a SIGHUP.
    if (memory(base + interactive, 4).readInt32LE() === 0) return undefined;
    const slots = Math.min(memory(base + js, 64).readInt32LE(JOB_SLOTS), MOST_SLOTS);
    if (slots <= 0) return [];
    const list = memory(memory(base + jobs, 8).readBigUInt64LE(), slots * 8);
    return Array.from({ length: slots }, (_, slot) => list.readBigUInt64LE(slot * 8)).flatMap(address => {
      if (address === 0n) return [];
      const job = memory(address, 32);
      const first = memory(job.readBigUInt64LE(JOB_PIPE), 24);
      return [
        {
          group: job.readInt32LE(JOB_GROUP),
          spared: (job.readInt32LE(JOB_FLAGS) & NO_HANGUP) !== 0,
          pid: first.readInt32LE(PROCESS_PID),
          status: first.readInt32LE(PROCESS_STATUS),
        },
      ];
    });
  } catch {
    return undefined;
  }
}

/** Where the executable is mapped: its first line of /proc/PID/maps. */
function loadAddress(system: System, pid: number): bigint {
  const executable = system.link(`/proc/${pid}/exe`);
  const line = system
    .read(`/proc/${pid}/maps`, 256 * 1024)
    .split('\n')
    .find(each => each.endsWith(executable));
  return BigInt(`0x${line?.split('-')[0] ?? '0'}`);
}
