import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Unit } from '../../facts/units/types.js';

/** What the last lines of a unit are called, as a log. */
export const logOf = ({ name }: Unit): string => `the log of ${name}`;

/** What units that do not run wrote last, as logs. */
export const logsOfStopped = (units: readonly Unit[], { now }: Machine): readonly LogExcerpt[] =>
  units
    .filter(({ activeState }) => activeState !== 'active')
    .map(unit => ({
      path: logOf(unit),
      modifiedAt: now,
      because: 'unit',
      lines: unit.log,
      pid: null,
    }));
