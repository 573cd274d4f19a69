import type { System } from '../../system/system.js';

/** Far enough for the first processor's part of the list. */
const LONGEST = 256 * 1024;
/** Ticks a second that kernels are built with (kernel/Kconfig.hz). */
const RATES = [100, 250, 300, 1000];
/** The kernel's count of ticks begins five minutes before 2^32 (INITIAL_JIFFIES of linux/jiffies.h). */
const START = 2 ** 32;
const BEFORE = 300;
/** The two files are read one after the other, and ticks stop while nothing happens, seconds. */
const SLACK = 2;

/**
 * How many seconds ago the kernel's count of ticks (jiffies) was at a value; undefined where the count is not shown, or
 * how many make a second does not follow from it, as after a suspend.
 */
export function ticksAgo(system: System): ((ticks: number) => number) | undefined {
  try {
    const now = Number(/^ *jiffies: (\d+)$/m.exec(system.read('/proc/timer_list', LONGEST))?.[1]);
    const uptime = Number(system.read('/proc/uptime').split(' ')[0]);
    const fits = RATES.filter(rate => Math.abs((now - START) / rate - (uptime - BEFORE)) <= SLACK);
    const [rate] = fits;
    return rate !== undefined && fits.length === 1 ? ticks => Math.max(0, (now - ticks) / rate) : undefined;
  } catch {
    return undefined;
  }
}
