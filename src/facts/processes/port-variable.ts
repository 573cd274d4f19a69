import type { Process } from './types.js';

/** Whether a variable sets a port by its name, as programs call it: PORT, SERVER_PORT, FLASK_RUN_PORT. */
export const isPortVariable = (name: string): boolean => /(^|_)PORT$/.test(name);

/** Whether a process was told a port by a variable, whichever port. */
export const hasPortVariable = ({ environment }: Process): boolean =>
  Object.keys(environment ?? {}).some(isPortVariable);
