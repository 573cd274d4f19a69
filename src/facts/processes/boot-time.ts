import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';

/** A start is known by the clock's tick, milliseconds. */
export const START_BLUR = 10;
/** How far two clocks may seem apart that are read one after the other, milliseconds. */
const APART = 20;

/**
 * Milliseconds since the epoch at which this pid namespace's clock of start times is zero: btime of /proc/stat, which is cut
 * off to the second, made finer by the first clock that fits it. One of them stands still in a machine that is suspended, and
 * LXCFS shows a container another uptime.
 */
export function bootTime(system: System): number | null {
  const text = attempt(() => system.read('/proc/stat'));
  const seconds = text && /^btime (\d+)/m.exec(text)?.[1];
  if (!seconds) return null;
  const whole = Number(seconds) * 1000;
  const fits = (zero: number) => zero > whole - APART && zero < whole + 1000 + APART;
  const zero = system.now() - (system.monotonic?.() ?? 0);
  if (fits(zero)) return zero;
  const uptime = attempt(() => system.read('/proc/uptime'))?.split(' ')[0];
  const byUptime = Math.round(system.now() - Number(uptime) * 1000);
  return fits(byUptime) ? byUptime : whole;
}
