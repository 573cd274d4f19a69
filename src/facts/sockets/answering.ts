import { takers } from './cover.js';
import type { Socket } from './types.js';

/** The ports of one address that somebody answers on, ascending. */
export interface Answering {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

type Groups = readonly (readonly [number, readonly Socket[]])[];

/** By port, because sockets of one port alone compete for a connection. */
function byPort(listeners: readonly Socket[], protocol: Socket['protocol']): Groups {
  const groups = new Map<number, Socket[]>();
  for (const socket of listeners) {
    if (socket.protocol !== protocol) continue;
    const group = groups.get(socket.local.port);
    if (group) group.push(socket);
    else groups.set(socket.local.port, [socket]);
  }
  return [...groups].sort(([one], [two]) => one - two);
}

/** Prepares to tell, for an address and the interface by which a client comes in, which ports answer. */
export function answeringOn(listeners: readonly Socket[]): (address: string, input: string) => Answering {
  const groups = { tcp: byPort(listeners, 'tcp'), udp: byPort(listeners, 'udp') };
  return (address, input) => {
    const ports = (list: Groups) =>
      list.flatMap(([port, sockets]) => (takers(sockets, address, input).length > 0 ? [port] : []));
    return { tcp: ports(groups.tcp), udp: ports(groups.udp) };
  };
}
