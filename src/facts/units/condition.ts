import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { isMissing } from '../is-missing.js';
import { filesOf, valuesOf } from './pending.js';
import type { Unit } from './types.js';

/** A path that has to be there, or with ! must not (systemd.unit(5)); of those with | one is enough, and % stands for something else. */
const plain = /^(!?)(\/[^|%]+)$/;

/** The line in the files of a unit that keeps systemd from starting it by now: what it has not tried, it does not tell of. */
export function unmetCondition(system: System, unit: Unit): string | undefined {
  if (unit.activeState !== 'inactive') return undefined;
  const fails = (value: string) => {
    const [, not, path] = plain.exec(value) ?? [];
    if (path === undefined) return false;
    return not ? attempt(() => system.status(path, true)) !== undefined : isMissing(system, path);
  };
  const files = filesOf(system, unit, []);
  return ['ConditionPathExists', 'AssertPathExists']
    .flatMap(setting =>
      valuesOf(system, files, setting)
        .filter(fails)
        .map(value => `${setting}=${value}`),
    )
    .at(0);
}
