import type { Unit } from '../../facts/units/types.js';
import { quoted } from '../shell.js';

/** systemctl as it is typed to the manager that has the unit: the system's, or the user's own. */
export const systemctl = ({ scope }: Pick<Unit, 'scope'>): string =>
  scope === 'user' ? 'systemctl --user' : 'systemctl';

/** The command that restarts a unit. */
export const restartOf = (unit: Pick<Unit, 'name' | 'scope'>): string =>
  `${systemctl(unit)} restart ${quoted(unit.name)}`;
