import type { Process } from '../processes/types.js';
import type { LogExcerpt } from './types.js';

/** Whether a process's output or errors go to the log. */
export const isWrittenBy = (
  { path }: Pick<LogExcerpt, 'path'>,
  { output, errors }: Pick<Process, 'output' | 'errors'>,
): boolean => path === output || path === errors;
