import type { Process } from '../facts/processes/types.js';
import { baseName } from './invocation.js';

/** Whether a file is BusyBox or Toybox, which does as it is called, or else as its first argument says. */
export const isBox = (file: string | null): boolean =>
  /^(?:busybox|toybox)(?![a-z])/.test(baseName(file ?? ''));

/** Whether a process is one of their applets, whatever name it was called by. */
export const isApplet = ({ name, executable }: Process): boolean => isBox(executable) || isBox(name);
