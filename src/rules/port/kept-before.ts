import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Unit } from '../../facts/units/types.js';

/** The process is the unit's own, or below that one. */
export const isUnitOf = ({ mainPid, name }: Unit, process: Process): boolean =>
  mainPid === process.pid || name === unitOf(process)?.name;

/** A log of starts before this one: whoever keeps the holder, PM2 or a unit, starts it again until it has the port. */
export const isOfStartsBefore = (
  log: LogExcerpt,
  family: readonly Process[],
  units: readonly Unit[],
): boolean =>
  log.because === 'kept'
    ? family.some(({ pid }) => pid === log.pid)
    : units.some(unit => unit.restarts > 0 && family.some(each => isUnitOf(unit, each))) &&
      family.some(each => isWrittenBy(log, each));
