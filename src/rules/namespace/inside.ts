import { isInner, isOwnCable } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { type Container, isMachine, type Namespace } from '../../facts/namespaces/types.js';
import { boundFamily, serves, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { familyOf, unmapped } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { quoted } from '../../programs/shell.js';

/** Docker's own name server in every container. */
const EMBEDDED_DNS = '127.0.0.11';

/** The listeners of a namespace that people put there. */
export const listenersIn = (
  space: Pick<Namespace, 'listeners'>,
  protocol: 'tcp' | 'udp',
): readonly Socket[] =>
  space.listeners.filter(each => serves(each, protocol) && each.local.address !== EMBEDDED_DNS);

/** A listener that nobody outside its namespace reaches. */
export const loopbackOnly = (socket: Socket): boolean => isLoopback(unmapped(socket.local.address));

/** What answers inside at an address and port. */
export type Answer =
  | { readonly kind: 'served'; readonly socket: Socket }
  /** It listens on that port, on loopback only. */
  | { readonly kind: 'loopback'; readonly socket: Socket }
  /** It listens on that port, for the other family only. */
  | { readonly kind: 'family'; readonly socket: Socket }
  /** Nothing listens there; `others` do on other ports, those that the address reaches first. */
  | { readonly kind: 'absent'; readonly others: readonly Socket[] };

/** Who would take a connection that comes into a namespace for one of its addresses. */
export function answerIn(
  space: Pick<Namespace, 'listeners'>,
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
): Answer {
  const all = listenersIn(space, protocol);
  const here = all.filter(each => each.local.port === port);
  const taker = takers(here, address, null)[0];
  if (taker) return { kind: 'served', socket: taker };
  const inner = here.find(loopbackOnly);
  if (inner) return { kind: 'loopback', socket: inner };
  const apart = here.find(each => boundFamily(each) !== familyOf(address));
  if (apart) return { kind: 'family', socket: apart };
  const others = all.toSorted((one, two) => Number(loopbackOnly(one)) - Number(loopbackOnly(two)));
  return { kind: 'absent', others };
}

/** The process that holds a socket, with its pid: "python3 (pid 42)". */
export function holderIn(space: Namespace, socket: Socket): string {
  const holder = space.holders.find(each => each.inode === socket.inode);
  if (holder) return `${holder.name} (pid ${holder.pid})`;
  return space.pids.length > 0 ? `a process (pid ${space.pids.join(' or ')})` : 'a process';
}

/** The engine's container that lives in a namespace. */
export const containerOf = (
  space: Namespace,
  containers: readonly Container[] | undefined,
): Container | undefined =>
  containers?.find(
    each =>
      each.running &&
      (each.id === space.container ||
        each.name === space.container ||
        (each.pid > 0 && space.pids.includes(each.pid))),
  );

/** A namespace in words: container shop, network namespace app, the private network of unit web.service. */
export function nameOf(space: Namespace, containers: readonly Container[] | undefined): string {
  // With --pid container:NAME the first process is that of another container.
  if (isMachine(space) && space.container === null) return "the machine's own network";
  const container = containerOf(space, containers);
  if (container) return `container ${container.name}`;
  if (space.container) return `container ${space.container.slice(0, 12)}`;
  if (space.name) return `network namespace ${space.name}`;
  if (space.unit) return `the private network of ${space.unit}`;
  const pid = space.pids[0];
  return pid ? `another network namespace (that of pid ${pid})` : 'another network namespace';
}

/** The namespace has this machine's address there as its gateway: whatever its cable or bridge is called, it is behind it. */
const isBehind = (
  { routes = [] }: Namespace,
  { name, kind, addresses }: Interface,
  interfaces: readonly Interface[],
): boolean =>
  (isOwnCable(name, interfaces) ||
    (kind === 'bridge' &&
      interfaces.every(each => each.master !== name || isOwnCable(each.name, interfaces)))) &&
  routes.some(({ gateway }) => addresses.some(({ address }) => address === gateway));

/** It is on this machine, by the interface that leads to it: a machine at the end of a real cable is another one. */
export function isWithin(
  space: Namespace,
  device: string | null | undefined,
  interfaces: readonly Interface[],
): boolean {
  const item = interfaces.find(each => each.name === device);
  return (
    space.container !== null ||
    (item !== undefined && (isInner(item, interfaces) || isBehind(space, item, interfaces)))
  );
}

/** How to look into a namespace, as the source of what was seen there. */
export const lookInto = (space: Namespace): string =>
  space.name
    ? `ip netns exec ${quoted(space.name)} ss -lntup`
    : `nsenter -t ${space.pids[0] ?? 'PID'} -n ss -lntup`;
