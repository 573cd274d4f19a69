import { type Fact, valueIn } from '../fact.js';
import { actingAmong } from '../processes/acting.js';
import type { Process } from '../processes/types.js';
import type { Owners, Socket } from './types.js';

/**
 * The listening sockets with the group of who made them, and with the user and the group of who accepts their
 * connections: rules ask for those of the one with the first answer, and of the other for all that is said later
 * (xt_owner.c takes them from the file that a process was given).
 */
export function withActors(
  sockets: Fact<readonly Socket[]>,
  owners: Fact<Owners>,
  processes: Fact<readonly Process[]>,
): Fact<readonly Socket[]> {
  const { pidsByInode = {}, hidden = [] } = valueIn(owners) ?? {};
  if (sockets.status === 'unknown' || processes.status === 'unknown') return sockets;
  const withOwn = (socket: Socket): Socket => {
    const pids = pidsByInode[socket.inode] ?? [];
    const holders = processes.value.filter(({ pid }) => pids.includes(pid));
    if (!waitsForClients.has(socket.state) || holders.length === 0 || hidden.includes(socket.inode))
      return socket;
    const group = onlyOne(holders.filter(({ uid }) => uid === socket.uid).map(each => each.group));
    const acting = actingAmong(holders);
    return {
      ...socket,
      ...(group !== undefined && { group }),
      acceptor: {
        user: onlyOne(acting.map(({ uid }) => uid)),
        group: onlyOne(acting.map(each => each.group)),
      },
    };
  };
  return { ...sockets, value: sockets.value.map(withOwn) };
}

const waitsForClients: ReadonlySet<Socket['state']> = new Set(['listen', 'unconnected']);

const onlyOne = <T>(all: readonly T[]): T | undefined => (new Set(all).size === 1 ? all[0] : undefined);
