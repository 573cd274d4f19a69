import type { Unit } from '../../facts/units/types.js';
import { quoted } from '../shell.js';

/** systemctl as it is typed to the manager that has the unit: the system's, or the user's own. */
export const systemctl = ({ scope }: Pick<Unit, 'scope'>): string =>
  scope === 'user' ? 'systemctl --user' : 'systemctl';

/**
 * The command that restarts a unit. One that systemd has started again and again until it gave up is refused by
 * StartLimitIntervalSec= until that is forgotten (systemd.unit(5)).
 */
export function restartOf(
  unit: Pick<Unit, 'name' | 'scope'> & Partial<Pick<Unit, 'activeState' | 'restarts' | 'result'>>,
): string {
  const [control, name] = [systemctl(unit), quoted(unit.name)];
  const started = (unit.restarts ?? 0) > 0 || unit.result === 'start-limit-hit';
  const forget = unit.activeState !== 'active' && started ? `${control} reset-failed ${name} && ` : '';
  return `${forget}${control} restart ${name}`;
}
