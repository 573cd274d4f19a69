import type { System } from '../../system/system.js';
import { ticksPerSecond } from './read.js';
import { parseStat } from './stat.js';
import type { Process } from './types.js';

/** Milliseconds of a sample: long enough for 20 clock ticks. */
const sampleTime = 250;

/** Processor ticks used by each thread so far, by its id. */
function threadTicks(system: System, pid: number): ReadonlyMap<string, number> {
  const ticks = new Map<string, number>();
  try {
    for (const thread of system.list(`/proc/${pid}/task`).slice(0, 256)) {
      const stat = parseStat(system.read(`/proc/${pid}/task/${thread}/stat`));
      if (stat) ticks.set(thread, stat.cpuTicks);
    }
  } catch {
    // It ended while it was looked at.
  }
  return ticks;
}

/** The same processes with their use of the processor over a quarter of a second. */
export async function sampleProcessors(
  system: System,
  processes: readonly Process[],
): Promise<readonly Process[]> {
  const before = processes.map(each => threadTicks(system, each.pid));
  const start = performance.now();
  await new Promise(resolve => setTimeout(resolve, sampleTime));
  const ticks = ((performance.now() - start) / 1000) * ticksPerSecond;
  return processes.map((process, index) => {
    const uses = [...threadTicks(system, process.pid)].map(
      ([thread, now]) => (now - (before[index]?.get(thread) ?? now)) / ticks,
    );
    if (uses.length === 0) return process;
    return { ...process, cpu: uses.reduce((sum, use) => sum + use, 0), busiestThread: Math.max(...uses) };
  });
}
