import type { System } from '../../system/system.js';

/** The name of a process's program, at most 15 characters (comm of proc(5)); empty where it is gone. */
export function commandName(system: System, pid: number | string): string {
  try {
    return system.read(`/proc/${pid}/comm`, 64).trim();
  } catch {
    return '';
  }
}
