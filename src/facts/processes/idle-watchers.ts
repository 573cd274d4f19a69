import { invocationOf } from '../../programs/invocation.js';
import { isIdleWatcher } from '../../programs/supervision/reloader.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { bootTime } from './boot-time.js';
import { readProcess } from './read.js';
import type { Process } from './types.js';

/**
 * Those in the caller's directory that run nothing now, and will: nodemon waits for a change of the files there, and a shell
 * that writes to a log there may be between two starts in its loop.
 */
export function idleWatchers(system: System, pids: readonly number[]): readonly number[] {
  const boot = bootTime(system);
  if (boot === null || system.directory === '/') return [];
  return pids.filter(pid => {
    if (attempt(() => system.link(`/proc/${pid}/cwd`)) !== system.directory) return false;
    const process = readProcess(system, pid, boot);
    return process !== undefined && (isIdleWatcher(process) || isLoggedShell(process));
  });
}

const isLoggedShell = (process: Process): boolean =>
  process.directory !== null &&
  process.output?.startsWith(`${process.directory}/`) === true &&
  invocationOf(process).language === 'shell';
