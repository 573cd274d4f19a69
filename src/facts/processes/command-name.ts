import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';

/** The name of a process's program, at most 15 characters (comm of proc(5)); empty where it is gone. */
export const commandName = (system: System, pid: number | string): string =>
  textOf(system, `/proc/${pid}/comm`, 64).trim();
