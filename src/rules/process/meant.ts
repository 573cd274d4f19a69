import { environmentNamesPort, goesByEnvironment, mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import { usualPortOf } from '../../facts/processes/usual-port.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Subject } from '../../facts/subject/types.js';
import type { Question } from '../../net/question.js';
import { isDoor } from '../../programs/debugger.js';

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
            isWritten(each, processes, port)))),
  );
}

/** Its script serves the port; of a shell that has started that already, the child is meant. */
const isWritten = ({ pid, scriptPort }: Process, processes: readonly Process[], port: number): boolean =>
  scriptPort === port && !processes.some(child => child.parent === pid && child.scriptPort === port);

/** Neither its command nor its environment names a port, and it is the one that the command takes by custom. */
const isUsual = ({ command, environment }: Process, port: number): boolean =>
  usualPortOf(command) === port && !Object.keys(environment ?? {}).some(name => /(^|_)PORT$/.test(name));
