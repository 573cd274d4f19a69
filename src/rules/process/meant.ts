import { environmentNamesPort, goesByEnvironment, mentionsPort } from '../../facts/processes/candidates.js';
import { hasPortVariable } from '../../facts/processes/port-variable.js';
import type { Process } from '../../facts/processes/types.js';
import { usualPortOf } from '../../facts/processes/usual-port.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Subject } from '../../facts/subject/types.js';
import type { Question } from '../../net/question.js';
import { isDoor } from '../../programs/debugger.js';
import { lineage } from '../../programs/lineage.js';

/** What it takes to find a program that should listen. */
export interface Meant {
  readonly processes: readonly Process[];
  readonly owners: Owners;
  readonly listeners: readonly Socket[];
  readonly subject: Subject;
}

/** The process that was named, or whose command, environment or script names the port, and that holds no listener. */
export function meantBy(
  { processes, owners, listeners, subject }: Meant,
  { port }: Question,
): Process | undefined {
  const byPid = new Map(processes.map(each => [each.pid, each]));
  const holding = new Set(
    listeners.flatMap(({ inode, local }) =>
      (owners.pidsByInode[inode] ?? []).filter(pid => !isDoor(byPid.get(pid), local.port)),
    ),
  );
  // npm, or a shell, that has started the script already is not the one that is meant.
  const started = (each: Process) =>
    processes.filter(one => one !== each && lineage(one, processes).includes(each));
  return processes.find(
    each =>
      each.state !== 'Z' &&
      !holding.has(each.pid) &&
      (subject.pids.includes(each.pid) ||
        (port !== 0 &&
          !processes.some(child => child.parent === each.pid && holding.has(child.pid)) &&
          (mentionsPort(each.command, port) ||
            isUsual(each, port) ||
            (goesByEnvironment(each.command) && environmentNamesPort(each.environment ?? {}, port)) ||
            (each.scriptPort === port &&
              !started(each).some(one => one.scriptPort === port || holding.has(one.pid)))))),
  );
}

/** Neither its command nor its environment names a port, and it is the one that the command takes by custom. */
const isUsual = (process: Process, port: number): boolean =>
  usualPortOf(process.command) === port && !hasPortVariable(process);
