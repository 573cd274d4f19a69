import { keepsService } from '../../programs/supervision/service-folder.js';
import type { System } from '../../system/system.js';
import { commandName } from '../processes/command-name.js';
import type { Process } from '../processes/types.js';
import { withDescendants } from '../sockets/kin.js';
import { textOf } from '../text-of.js';

/** s6-supervise was told to have it up. */
const WANTED_UP = 4;

/**
 * One that keeps a service which was told to be down, and is, so that nothing runs by its name: supervise/status of runit and
 * daemontools ends with the pid in four bytes, one for paused, and u or d, behind which runit has two more; that of s6 with the
 * pid in eight, two for how it ended last, and one of flags.
 */
export function isDown(system: System, { name, directory }: Process): boolean {
  if (!keepsService(name)) return false;
  const status = textOf(system, `${directory}/supervise/status`, 64);
  if (name === 's6-supervise')
    return (
      status.startsWith('\0'.repeat(8), status.length - 11) &&
      (status.charCodeAt(status.length - 1) & WANTED_UP) === 0
    );
  const told = status.lastIndexOf('d');
  return told >= status.length - 3 && status.startsWith('\0\0\0\0', told - 5);
}

/** What the script of a service's log runs, most of the time. */
const LOGGER = /^(?:svlogd|s6-log|multilog|tinylog|logger|cat|tee)$/;

/** The processes, and for one that keeps a service, what it runs beside its logger; itself while that is not there. */
export const withoutKeepers = (system: System, pids: readonly number[]): readonly number[] =>
  pids.flatMap(pid => {
    if (!keepsService(commandName(system, pid))) return [pid];
    const [, ...below] = withDescendants(system, [pid]);
    const run = below.filter(each => !LOGGER.test(commandName(system, each)));
    return run.length > 0 ? run : [pid];
  });
