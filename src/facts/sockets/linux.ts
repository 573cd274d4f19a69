import type { Netlink } from '../../system/netlink/netlink.js';
import { NETLINK } from '../../system/netlink/netlink.js';
import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { readInterfaceNames } from '../interfaces/names.js';
import {
  decodeSocket,
  EVERY_STATE,
  LISTENING,
  SOCK_DIAG_BY_FAMILY,
  socketRequest,
  UNCONNECTED,
} from './diag.js';
import { parseProcNet } from './proc-net.js';
import type { Socket } from './types.js';

type Protocol = Socket['protocol'];

const FAMILIES = [4, 6] as const;
const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp'];

/** What /proc/net does not tell. */
const PROC_LACKS =
  'IPV6_V6ONLY, backlog limits, bound devices, cgroups, and sockets that are bound without listening cannot be seen without netlink';

interface Wanted {
  readonly port: number | null;
  /** The last one, where several ports in a row are wanted. */
  readonly last?: number;
  readonly protocols: readonly Protocol[];
  readonly listening: boolean;
}

const statesOf = (protocol: Protocol, listening: boolean): number =>
  !listening ? EVERY_STATE : protocol === 'tcp' ? LISTENING : UNCONNECTED;

const isListener = ({ state }: Socket): boolean => state === 'listen' || state === 'unconnected';

/** ENOENT for IPv6 alone: the kernel was started without it. */
function dumpSockets(
  netlink: Netlink,
  protocol: Protocol,
  family: 4 | 6,
  { port, last, listening }: Wanted,
): Buffer[] {
  const request = socketRequest(protocol, family, statesOf(protocol, listening), port, last);
  try {
    return netlink.dump(NETLINK.socketDiagnosis, SOCK_DIAG_BY_FAMILY, request);
  } catch (error) {
    if (family === 6 && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function fromKernel(netlink: Netlink, wanted: Wanted): Socket[] {
  let names: ReadonlyMap<number, string> | undefined;
  // One that is gone goes by its number, as with ss.
  const interfaceName = (index: number): string => {
    names ??= readInterfaceNames(netlink);
    return names.get(index) ?? `if${index}`;
  };
  return wanted.protocols.flatMap(protocol =>
    FAMILIES.flatMap(family =>
      dumpSockets(netlink, protocol, family, wanted).flatMap(
        bytes => decodeSocket(bytes, protocol, interfaceName) ?? [],
      ),
    ),
  );
}

/** A kernel without IPv6 has no tcp6 and no udp6. */
function readProcFile(system: System, protocol: Protocol, family: 4 | 6): string {
  try {
    return system.read(`/proc/net/${protocol}${family === 6 ? '6' : ''}`);
  } catch (error) {
    if (family === 6 && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

const fromProc = (system: System, { protocols, port, last, listening }: Wanted): Socket[] =>
  protocols.flatMap(protocol =>
    FAMILIES.flatMap(family =>
      parseProcNet(readProcFile(system, protocol, family), protocol, family, last ? null : port),
    ).filter(socket => (!listening || isListener(socket)) && (!last || isWithin(socket, port ?? 0, last))),
  );

const isWithin = ({ local }: Socket, port: number, last: number): boolean =>
  local.port >= port && local.port <= last;

function read(system: System, wanted: Wanted): Fact<readonly Socket[]> {
  const netlink = system.netlink?.();
  if (netlink) {
    try {
      return known(fromKernel(netlink, wanted), 'sock_diag');
    } catch {
      // Some containers forbid it, some kernels lack it: the files tell the same with less detail.
    }
  }
  try {
    return partial(fromProc(system, wanted), '/proc/net', PROC_LACKS);
  } catch (error) {
    return unknownFrom(error, '/proc/net');
  }
}

/**
 * Every socket of this network namespace whose local port is `port`, in whatever state or only those that serve it, IPv4
 * before IPv6, from NETLINK_SOCK_DIAG or, marked partial, from /proc/net.
 */
export const readLinuxSockets = (
  system: System,
  {
    port,
    protocols = PROTOCOLS,
    serving = false,
  }: {
    readonly port: number;
    readonly protocols?: readonly Protocol[] | undefined;
    readonly serving?: boolean | undefined;
  },
): Fact<readonly Socket[]> => read(system, { port, protocols, listening: serving });

/** All TCP sockets that listen and all UDP sockets without a peer, of this network namespace. */
export const readLinuxListeners = (system: System): Fact<readonly Socket[]> =>
  read(system, { port: null, protocols: PROTOCOLS, listening: true });

/** The TCP sockets that listen on one of several ports in a row. */
export const readLinuxListenersOn = (system: System, port: number, last: number): Fact<readonly Socket[]> =>
  read(system, { port, last, protocols: ['tcp'], listening: true });
