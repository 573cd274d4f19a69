import type { System } from '../../system/system.js';
import { type Fact, unknown } from '../fact.js';
import { readLinuxListeners, readLinuxSockets } from './linux.js';
import { findLinuxOwners } from './owners.js';
import type { Owners, Socket, UnixListener } from './types.js';
import { readLinuxUnixListeners } from './unix.js';

export interface SocketsWanted {
  readonly port: number;
  /** Both where left out. */
  readonly protocols?: readonly Socket['protocol'][];
}

const unsupported = (system: System): Fact<never> =>
  unknown('unsupported', `netcheck cannot list sockets on ${system.platform}`);

/**
 * Every socket of this network namespace whose local port is `port`, in whatever state. Linux: NETLINK_SOCK_DIAG,
 * or /proc/net, marked partial. macOS: lsof. Windows: netstat.
 */
export async function readSockets(system: System, wanted: SocketsWanted): Promise<Fact<readonly Socket[]>> {
  if (system.platform === 'linux') return readLinuxSockets(system, wanted);
  return unsupported(system);
}

/** All TCP sockets that listen and all UDP sockets without a peer, of this network namespace. */
export async function readListeners(system: System): Promise<Fact<readonly Socket[]>> {
  if (system.platform === 'linux') return readLinuxListeners(system);
  return unsupported(system);
}

/** All unix sockets that listen, and datagram ones with a name. */
export async function readUnixListeners(system: System): Promise<Fact<readonly UnixListener[]>> {
  if (system.platform === 'linux') return readLinuxUnixListeners(system);
  return unsupported(system);
}

/** Every process that holds one of the sockets. */
export async function findOwners(system: System, sockets: readonly Socket[]): Promise<Fact<Owners>> {
  if (system.platform === 'linux') return findLinuxOwners(system, sockets);
  return unsupported(system);
}
