import { type Fact, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import { YOUNG } from './log-loop.js';

/** What the last lines of a unit are called, as a log. */
export const logOf = ({ name }: Unit): string => `the log of ${name}`;

/** What an application of PM2 wrote last, as a log. */
export const logOfEntry = ({ errorLog, log }: Pm2Entry, { now }: Machine): LogExcerpt => ({
  path: errorLog ?? 'PM2',
  modifiedAt: now,
  because: 'pm2',
  lines: log,
  pid: null,
});

/** Who has died before may die again before that runs for long. */
export const isYoung = (startedAt: number | null, { now }: Machine): boolean =>
  startedAt !== null && now - startedAt < YOUNG;

/** PM2 starts it again and again, or has given up. */
export const strives = ({ status, startedAt }: Pm2Entry, machine: Machine): boolean =>
  status !== 'online' || isYoung(startedAt, machine);

/** A unit does not run, or only until it dies the next time. */
export const isDown = ({ activeState, restarts, startedAt }: Unit, machine: Machine): boolean =>
  activeState !== 'active' || (restarts > 0 && isYoung(startedAt, machine));

/** Nothing tells that it is of other ports only. */
const mayBeOf = ({ ports, log }: Pm2Entry, port: number): boolean =>
  ports.length === 0 || ports.includes(port) || log.some(line => line.includes(`:${port}`));

/** What units that do not run, and applications that PM2 cannot keep running, wrote last, as logs. */
export function logsOfStopped(
  units: Fact<readonly Unit[]>,
  pm2: Fact<readonly Pm2Entry[]>,
  machine: Machine,
  port: number,
): readonly LogExcerpt[] {
  const idle = (valueIn(units) ?? []).filter(unit => isDown(unit, machine));
  const striving = (valueIn(pm2) ?? []).filter(
    each => each.status !== 'stopped' && strives(each, machine) && mayBeOf(each, port),
  );
  return [
    ...idle.map(unit => ({
      path: logOf(unit),
      modifiedAt: machine.now,
      because: 'unit' as const,
      lines: unit.log,
      pid: null,
    })),
    ...striving.map(each => logOfEntry(each, machine)),
  ];
}
