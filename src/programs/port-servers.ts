import type { Process } from '../facts/processes/types.js';
import type { Owners, Socket } from '../facts/sockets/types.js';
import { masterOf } from './family.js';

/** A program that serves a port: its sockets there, and the processes that hold them. */
export interface Server {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly sockets: readonly Socket[];
  /** The holders, the oldest first; empty where they cannot be seen. */
  readonly pids: readonly number[];
  /** The one that started the others; null where it cannot be seen. */
  readonly process: Process | null;
}

/** The service manager holds the sockets that it hands on to a service. */
const isManager = (process: Process): boolean => process.pid === 1;

function masterAmong(pids: readonly number[], processes: readonly Process[]): Process | null {
  const holders = pids.flatMap(pid => processes.find(process => process.pid === pid) ?? []);
  const holder = holders.find(process => !isManager(process)) ?? holders[0];
  return holder ? masterOf(holder, processes) : null;
}

interface Draft {
  readonly first: Socket;
  readonly sockets: Socket[];
  readonly pids: Set<number>;
  readonly process: Process | null;
}

const rank = ({ protocol, port }: Server): number => port * 2 + (protocol === 'udp' ? 1 : 0);

/**
 * One entry for each program on each port, whatever its number of addresses and workers, by port. Sockets whose
 * holder cannot be seen are together where they belong to one user.
 */
export function serversOf(
  listeners: readonly Socket[],
  owners: Owners,
  processes: readonly Process[],
): readonly Server[] {
  const drafts = new Map<string, Draft>();
  for (const socket of listeners) {
    const pids = owners.pidsByInode[socket.inode] ?? [];
    const process = masterAmong(pids, processes);
    const who = process?.pid ?? pids[0] ?? `uid ${socket.uid}`;
    const key = `${socket.protocol} ${socket.local.port} ${who}`;
    const draft = drafts.get(key) ?? { first: socket, sockets: [], pids: new Set<number>(), process };
    draft.sockets.push(socket);
    for (const pid of pids) draft.pids.add(pid);
    drafts.set(key, draft);
  }
  return [...drafts.values()]
    .map(({ first, sockets, pids, process }) => ({
      protocol: first.protocol,
      port: first.local.port,
      sockets,
      pids: [...pids].sort((one, two) => one - two),
      process,
    }))
    .sort((one, two) => rank(one) - rank(two));
}
