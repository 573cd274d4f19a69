import type { System } from '../../system/system.js';
import { quotaOf } from './quota.js';
import { ticksPerSecond } from './read.js';
import { parseStat } from './stat.js';
import type { Process } from './types.js';

/** Milliseconds of a sample: long enough for 20 clock ticks, where only those are counted. */
const sampleTime = 250;
/** Milliseconds more for who is ready to run: on a crowded machine its turn may be over a second away. */
const crowdedTime = 1250;
/** With this much of a processor nothing more has to be waited for. */
const most = 0.85;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Milliseconds that each thread ran, or was ready to run and waited for a processor, so far; by its id. */
function threadTimes(system: System, pid: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  try {
    for (const thread of system.list(`/proc/${pid}/task`).slice(0, 256)) {
      const time = timeOf(system, `/proc/${pid}/task/${thread}`);
      if (time !== undefined) times.set(thread, time);
    }
  } catch {
    // It ended while it was looked at.
  }
  return times;
}

/**
 * A thread's time in milliseconds: /proc/PID/task/TID/schedstat (running, and waiting in the run queue: a thread that
 * shares its processor with others wants all of it just the same), or the clock ticks of `stat` where there is none.
 */
function timeOf(system: System, thread: string): number | undefined {
  try {
    const [running, waiting] = system.read(`${thread}/schedstat`).split(' ').map(Number);
    return ((running ?? 0) + (waiting ?? 0)) / 1e6;
  } catch {
    const stat = parseStat(system.read(`${thread}/stat`));
    return stat && (stat.cpuTicks / ticksPerSecond) * 1000;
  }
}

/**
 * The same processes with their use of the processor over a quarter of a second; of one that is ready to run and did not
 * use all of one, over a longer time, because the kernel counts the waiting in the run queue once it is over.
 */
export async function sampleProcessors(
  system: System,
  processes: readonly Process[],
): Promise<readonly Process[]> {
  const before = processes.map(each => threadTimes(system, each.pid));
  const start = performance.now();
  const usesOf = () => {
    const elapsed = performance.now() - start;
    return processes.map(({ pid }, index) =>
      [...threadTimes(system, pid)].map(
        ([thread, now]) => (now - (before[index]?.get(thread) ?? now)) / elapsed,
      ),
    );
  };
  await pause(sampleTime);
  const soon = usesOf();
  const isShort = processes.some(({ state }, index) => state === 'R' && Math.max(...soon[index]!) < most);
  if (isShort) await pause(crowdedTime);
  const used = isShort ? usesOf() : soon;
  return processes.map((process, index) => {
    const uses = used[index]!;
    if (uses.length === 0) return process;
    const quota = quotaOf(system, process.pid);
    return {
      ...process,
      ...(quota && { quota }),
      busiestThread: Math.max(...uses),
    };
  });
}
