import type { System } from '../../system/system.js';
import { type Fact, unknown } from '../fact.js';
import { readMacListeners, readMacSockets, readMacUnixListeners } from './darwin.js';
import { readLinuxListeners, readLinuxListenersOn, readLinuxSockets } from './linux.js';
import type { Socket, UnixListener } from './types.js';
import { readLinuxUnixListeners } from './unix.js';
import { readWindowsListeners, readWindowsSockets } from './win32.js';

/** Which sockets: those with this local port, of both protocols where none is named. */
export interface SocketsWanted {
  readonly port: number;
  readonly protocols?: readonly Socket['protocol'][];
  /**
   * Only those that wait for clients. On Linux the kernel finds these at once, and the others by a walk through the
   * connections of the whole machine; elsewhere it makes no difference.
   */
  readonly serving?: boolean;
}

const unsupported = (system: System): Fact<never> =>
  unknown('unsupported', `netcheck cannot list such sockets on ${system.platform}`);

/**
 * Every socket of this network namespace whose local port is `port`, in whatever state unless only those that serve are
 * wanted, TCP before UDP, IPv4 before IPv6. Linux: NETLINK_SOCK_DIAG, or /proc/net, marked partial. macOS: lsof. Windows: netstat.
 */
export function readSockets(system: System, wanted: SocketsWanted): Fact<readonly Socket[]> {
  if (system.platform === 'linux') return readLinuxSockets(system, wanted);
  if (system.platform === 'darwin') return readMacSockets(system, wanted);
  if (system.platform === 'win32') return readWindowsSockets(system, wanted);
  return unsupported(system);
}

/** All TCP sockets that listen and all UDP sockets without a peer, of this network namespace. */
export function readListeners(system: System): Fact<readonly Socket[]> {
  if (system.platform === 'linux') return readLinuxListeners(system);
  if (system.platform === 'darwin') return readMacListeners(system);
  if (system.platform === 'win32') return readWindowsListeners(system);
  return unsupported(system);
}

/** The TCP sockets that listen on one of these ports; beside others, where the system cannot be asked for them alone. */
export const readListenersOn = (system: System, port: number, last: number): Fact<readonly Socket[]> =>
  system.platform === 'linux' ? readLinuxListenersOn(system, port, last) : readListeners(system);

/** All unix sockets that listen, and datagram ones with a name. */
export function readUnixListeners(system: System): Fact<readonly UnixListener[]> {
  if (system.platform === 'linux') return readLinuxUnixListeners(system);
  if (system.platform === 'darwin') return readMacUnixListeners(system);
  return unsupported(system);
}
