import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { masterOf } from '../../programs/family.js';
import { holdersOf } from '../serving.js';

/** A listener with the process that answers for it: the master of whoever holds it. */
export interface Server {
  readonly socket: Socket;
  readonly process: Process;
  readonly holders: readonly Process[];
}

/** The listeners whose holder can be seen. */
export const serversWith = (
  sockets: readonly Socket[],
  owners: Owners,
  processes: readonly Process[],
): readonly Server[] =>
  sockets.flatMap(socket => {
    const holders = holdersOf(socket, owners, processes);
    return holders[0] ? [{ socket, process: masterOf(holders[0], processes), holders }] : [];
  });

/** Numbers and addresses aside: instances of one service differ by them (app@1, docker-proxy -host-ip ::). */
const signature = ({ command, executable, directory }: Process) =>
  `${executable} ${directory} ${command.join(' ').replace(/[\d.:]+/g, '#')}`;

/**
 * Two listeners of one service: one family of processes, a process that holds both, or instances that differ by no more
 * than a number. Workers that share a port are healthy.
 */
export const isOneService = (a: Server, b: Server): boolean =>
  isOneServer(a, b) || signature(a.process) === signature(b.process);

/** One program in one place, whatever words it was given: a worker that is stuck is no stranger to the others. */
export const isOneProgram = ({ process: a }: Server, { process: b }: Server): boolean =>
  a.executable === b.executable && a.directory === b.directory && programOf(a) === programOf(b);

/** The words up to the first that is no option: `python3 -m app`, `node app.js`. */
const programOf = ({ command }: Process): string =>
  command.slice(1, 1 + command.slice(1).findIndex(word => !word.startsWith('-')) + 1).join(' ');

/** The same without instances: what these answer may differ. */
export const isOneServer = (a: Server, b: Server): boolean => isOneFamily(a, b) || isOneContainer(a, b);

const isOneFamily = (a: Server, b: Server): boolean =>
  a.process.pid === b.process.pid || a.holders.some(each => b.holders.some(other => other.pid === each.pid));

/** The commands are alike, and where they were started, which may tell two programs apart, cannot be seen. */
export const isPerhapsOneService = (a: Server, b: Server): boolean =>
  !isOneServer(a, b) &&
  a.process.directory === null &&
  b.process.directory === null &&
  signature(a.process) === signature(b.process);

/** docker-proxy runs once for each family of a published port. */
function isOneContainer(a: Server, b: Server): boolean {
  const one = forwardingOf(a.process, a.socket.local.port);
  const two = forwardingOf(b.process, b.socket.local.port);
  return one !== undefined && two !== undefined && one.containerPort === two.containerPort;
}
