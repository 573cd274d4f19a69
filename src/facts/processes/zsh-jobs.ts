import type { System } from '../../system/system.js';
import { type Job, memoryOf, type ShellMemory } from './shell-memory.js';
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
/** struct hashtable: hsize and nodes; struct optname: the next node, its name, and what it says of the option, by number. */
const TABLE_NODES = 8;
const OPTION_NAME = 8;
const OPTION_NUMBER = 24;
/** More than one place of the table has. */
const MOST_OPTIONS = 64;

/** The jobs of a zsh. `disown` and `&!` take a job out of its table; `setopt nohup` spares them all. */
export function zshJobs(system: System, shell: Process): readonly Job[] | undefined {
  const memory = memoryOf(system, shell, ['jobtab', 'maxjob', 'opts', 'optiontab']);
  if (!memory) return undefined;
  const spared = !isSet(memory, 'hup');
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
        spared,
        pid: first.readInt32LE(PROCESS_PID),
        status: first.readInt32LE(PROCESS_STATUS),
      },
    ];
  });
}

/** Whether an option is set. Their numbers differ from version to version, so they are looked up by name, as `setopt` does. */
function isSet(memory: ShellMemory, name: string): boolean {
  // hasher() of hashtable.c.
  const hash = [...Buffer.from(name)].reduce((sum, byte) => (sum * 33 + byte) >>> 0, 0);
  const table = memory.at(memory.at('optiontab', 8).readBigUInt64LE(), 16);
  const places = table.readBigUInt64LE(TABLE_NODES);
  let node = memory.at(places + BigInt((hash % table.readInt32LE()) * 8), 8).readBigUInt64LE();
  for (let seen = 0; node !== 0n && seen < MOST_OPTIONS; seen++) {
    const option = memory.at(node, OPTION_NUMBER + 4);
    const word = memory.at(option.readBigUInt64LE(OPTION_NAME), name.length + 1);
    const number = option.readInt32LE(OPTION_NUMBER);
    if (word.toString('latin1') === `${name}\0`)
      return memory.at('opts', Math.abs(number) + 1)[Math.abs(number)] === (number < 0 ? 0 : 1);
    node = option.readBigUInt64LE();
  }
  return true;
}
