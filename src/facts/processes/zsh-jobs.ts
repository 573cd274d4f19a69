import type { System } from '../../system/system.js';
import { type Job, memoryOf } from './shell-memory.js';
import type { Process } from './types.js';

/** struct job of zsh.h, unchanged from 4.3.11 to 5.9: gleader first, then stat with STAT_INUSE, and procs. */
const JOB_SIZE = 64;
const JOB_STATE = 8;
const JOB_PROCESSES = 24;
const IN_USE = 0x40;
const MOST_JOBS = 4096;
/** struct process: pid and status, between them JOBTEXTSIZE bytes of text. */
const PROCESS_PID = 8;
const PROCESS_STATUS = 92;

/** The jobs of a zsh. `disown` and `&!` take a job out of its table. */
export function zshJobs(system: System, shell: Process): readonly Job[] | undefined {
  const memory = memoryOf(system, shell, ['jobtab', 'maxjob']);
  if (!memory) return undefined;
  const count = Math.min(memory.at('maxjob', 4).readInt32LE(), MOST_JOBS);
  if (count <= 0) return [];
  // Its jobs are counted from 1.
  const table = memory.at(memory.at('jobtab', 8).readBigUInt64LE(), (count + 1) * JOB_SIZE);
  return Array.from({ length: count }, (_, index) => table.subarray((index + 1) * JOB_SIZE)).flatMap(job => {
    const address = job.readBigUInt64LE(JOB_PROCESSES);
    if ((job.readInt32LE(JOB_STATE) & IN_USE) === 0 || address === 0n) return [];
    const first = memory.at(address, PROCESS_STATUS + 4);
    return [
      {
        group: job.readInt32LE(0),
        spared: false,
        pid: first.readInt32LE(PROCESS_PID),
        status: first.readInt32LE(PROCESS_STATUS),
      },
    ];
  });
}
