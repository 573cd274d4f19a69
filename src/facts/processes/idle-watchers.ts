import { isIdleWatcher } from '../../programs/supervision/reloader.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { bootTime } from './boot-time.js';
import { readProcess } from './read.js';

/** The watchers in the caller's directory that run nothing now: nodemon waits for a change of the files there. */
export function idleWatchers(system: System, pids: readonly number[]): readonly number[] {
  const boot = bootTime(system);
  if (boot === null || system.directory === '/') return [];
  return pids.filter(pid => {
    if (attempt(() => system.link(`/proc/${pid}/cwd`)) !== system.directory) return false;
    const process = readProcess(system, pid, boot);
    return process !== undefined && isIdleWatcher(process);
  });
}
