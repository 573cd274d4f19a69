import type { System } from '../../system/system.js';
import { type Job, memoryOf } from './shell-memory.js';
import type { Process } from './types.js';

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

/** The jobs of an interactive bash; undefined for one that runs a script: it keeps none and sends nobody a SIGHUP. */
export function bashJobs(system: System, shell: Process): readonly Job[] | undefined {
  const memory = memoryOf(system, shell, ['jobs', 'js', 'interactive']);
  if (!memory || memory.at('interactive', 4).readInt32LE() === 0) return undefined;
  const slots = Math.min(memory.at('js', 64).readInt32LE(JOB_SLOTS), MOST_SLOTS);
  if (slots <= 0) return [];
  const list = memory.at(memory.at('jobs', 8).readBigUInt64LE(), slots * 8);
  return Array.from({ length: slots }, (_, slot) => list.readBigUInt64LE(slot * 8)).flatMap(address => {
    if (address === 0n) return [];
    const job = memory.at(address, 32);
    const first = memory.at(job.readBigUInt64LE(JOB_PIPE), 24);
    return [
      {
        group: job.readInt32LE(JOB_GROUP),
        spared: (job.readInt32LE(JOB_FLAGS) & NO_HANGUP) !== 0,
        pid: first.readInt32LE(PROCESS_PID),
        status: first.readInt32LE(PROCESS_STATUS),
      },
    ];
  });
}
