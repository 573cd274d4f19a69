import { homeOf } from '../../programs/door.js';
import { recognised } from '../../programs/identify.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import type { Ground } from '../ground.js';
import type { Process } from '../processes/types.js';
import type { Pm2Entry } from '../units/types.js';

/**
 * The processes whose configuration matters: the port's holders, and where nobody holds it, those of the caller's
 * directory, those whose script names the port or whose usual one it is, those who may be told it by a file, and the proxies
 * that may pass requests on to what was named.
 */
export function processesMeant(
  system: System,
  { port, ports, known: { processes } }: Ground,
  entries: readonly Pm2Entry[],
): Process[] {
  const pids = [...ports.pids, ...clusteredBy(ports.pids, entries)];
  return processes.filter(
    each =>
      pids.includes(each.pid) ||
      (!ports.served &&
        (homeOf(each) === system.directory ||
          each.scriptPort !== undefined ||
          mayHave(each, processes, port) ||
          (isProxy(each.name) && !isWorker(each, processes)))),
  );
}

/** A server whose usual port it is, which may have been told to do without, or one whose file may name it. */
function mayHave(process: Process, processes: readonly Process[], port: number | null): boolean {
  const found = port === null ? undefined : recognised(process, processes);
  if (!found) return false;
  const { defaultPorts, portLine } = found.program;
  return defaultPorts.includes(port!) || (portLine !== undefined && found.recognition.role !== 'worker');
}

/** Its parent is one of the same name: both read the same files. */
const isWorker = ({ parent, name }: Process, processes: readonly Process[]): boolean =>
  processes.some(each => each.pid === parent && each.name === name);

/** In PM2's cluster mode the daemon holds the socket for the processes that have the source. */
const clusteredBy = (holders: readonly number[], entries: readonly Pm2Entry[]): readonly number[] =>
  entries.filter(each => each.mode === 'cluster' && holders.includes(each.daemon)).map(each => each.pid);
