import { boundTo, takers } from './cover.js';
import type { Socket } from './types.js';

/** The ports of one address that somebody answers on, ascending. */
export interface Answering {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** Ports whose sockets are bound to the same, and so answer on the same addresses. */
interface Alike {
  readonly sockets: readonly Socket[];
  readonly ports: number[];
}

/** By port, because sockets of one port alone compete for a connection; then by what those are bound to. */
function alike(listeners: readonly Socket[], protocol: Socket['protocol']): readonly Alike[] {
  const byPort = new Map<number, Socket[]>();
  for (const socket of listeners) {
    if (socket.protocol !== protocol) continue;
    const group = byPort.get(socket.local.port);
    if (group) group.push(socket);
    else byPort.set(socket.local.port, [socket]);
  }
  const groups = new Map<string, Alike>();
  for (const [port, sockets] of byPort) {
    const group = groups.get(boundTo(sockets));
    if (group) group.ports.push(port);
    else groups.set(boundTo(sockets), { sockets, ports: [port] });
  }
  return [...groups.values()];
}

/**
 * Prepares to tell, for an address and the interface by which a client comes in, which ports answer. Machines have
 * thousands of sockets and of addresses, and few different places to be bound to.
 */
export function answeringOn(listeners: readonly Socket[]): (address: string, input: string) => Answering {
  const groups = { tcp: alike(listeners, 'tcp'), udp: alike(listeners, 'udp') };
  return (address, input) => {
    const ports = (list: readonly Alike[]) =>
      list
        .filter(({ sockets }) => takers(sockets, address, input).length > 0)
        .flatMap(each => each.ports)
        .sort((one, two) => one - two);
    return { tcp: ports(groups.tcp), udp: ports(groups.udp) };
  };
}
