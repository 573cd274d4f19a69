import type { System } from '../../system/system.js';
import { parseUnits, properties } from './systemctl.js';
import type { Unit } from './types.js';

/** Milliseconds. */
const TIMEOUT = 1500;

/** Whether systemd is what runs this machine's services (sd_booted(3)). */
export function isRunning(system: System): boolean {
  try {
    return system.status('/run/systemd/system', true).kind === 'directory';
  } catch {
    return false;
  }
}

/** These units, and those that fit a pattern, as systemctl tells of them; throws where it gives no answer. */
export async function show(
  system: System,
  options: readonly string[],
  scope: Unit['scope'],
  names: readonly string[],
): Promise<readonly Unit[]> {
  const args = [...options, 'show', `--property=${properties.join(',')}`, '--', ...names];
  const { status, stdout, stderr } = await system.run('systemctl', args, {
    timeout: TIMEOUT,
    limit: 4 << 20,
  });
  // Of a unit that there is not it prints so much too; nothing at all is no answer.
  if (status !== 0 && stdout.trim() === '')
    throw new Error(stderr.trim().split('\n')[0] || `status ${status}`);
  const units = parseUnits(stdout, scope, monotonicZero(system));
  // What fits a pattern is printed once more where it is named too.
  return [...new Map(units.map(unit => [unit.name, unit])).values()];
}

/** The epoch time of the monotonic clock's zero. /proc/uptime counts suspended time too, so it is near, not exact. */
function monotonicZero(system: System): number | null {
  try {
    return system.now() - Number(system.read('/proc/uptime').split(' ')[0]) * 1000;
  } catch {
    return null;
  }
}

/** The caller's own manager, which is asked through its bus; other users' units stay unseen. */
export async function userUnits(system: System, names: readonly string[]): Promise<readonly Unit[]> {
  try {
    return await show(system, ['--user'], 'user', names);
  } catch {
    return [];
  }
}
