import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';

const ofNode: readonly string[] = ['MainThread', 'node-MainThread'];

/** The program that the kernel's name for a process (comm) stands for. Node names its first thread since version 24. */
export const programOf = (comm: string): string => (ofNode.includes(comm) ? 'node' : comm);

/** The name of a process's program, at most 15 characters (comm of proc(5)); empty where it is gone. */
export const commandName = (system: System, pid: number | string): string =>
  programOf(textOf(system, `/proc/${pid}/comm`, 64).trim());
