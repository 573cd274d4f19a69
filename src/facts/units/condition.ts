import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { textOf } from '../text-of.js';
import type { Unit } from './types.js';

/** A path that has to be there, or with ! must not (systemd.unit(5)); of those with | one is enough, and % stands for something else. */
const lines = /^(?:Condition|Assert)PathExists=(!?)(\/[^\s|%]+)$/gm;

/** The line in the files of a unit that keeps systemd from starting it by now: what it has not tried, it does not tell of. */
export function unmetCondition(system: System, { activeState, files }: Unit): string | undefined {
  if (activeState !== 'inactive') return undefined;
  const isThere = (path: string) => attempt(() => system.status(path, true)) !== undefined;
  return files
    .flatMap(file => [...textOf(system, file, 64 * 1024).matchAll(lines)])
    .find(([, not, path]) => isThere(path!) === (not === '!'))?.[0];
}
