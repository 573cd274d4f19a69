import type { Socket } from 'node:net';
import { openStream } from '../../system/tcp/stream.js';
import { type Line, lineOf, lineOn } from './line.js';
import type { ConnectOutcome } from './types.js';

/** A connection, or why there is none. */
export interface Connection {
  readonly outcome: ConnectOutcome;
  /** The error's name (ECONNREFUSED …), or null where it connected. */
  readonly errno: string | null;
  readonly ms: number;
  /** Null where not connected. */
  readonly line: Line | null;
}

/** One's own addresses answer at once: one SYN and its retransmission (1 s) are enough. */
const OWN_LIMIT = 1500;
/** A neighbour that does not answer shows after 3.1 s (EHOSTUNREACH), so no less will do. */
const OTHER_LIMIT = 3400;

const outcomes: Readonly<Record<string, ConnectOutcome>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  EACCES: 'prohibited',
  ENOPROTOOPT: 'prohibited',
  ECONNRESET: 'reset',
};

/** What an error of connect() means; errors that this machine makes by itself are `failed`. */
export const outcomeOf = (errno: string): ConnectOutcome => outcomes[errno] ?? 'failed';

/** The path of a unix socket stands where an address would. */
const isPath = (address: string): boolean => address.startsWith('/');

type Ended = Omit<Connection, 'ms'>;

const failed = (errno: string): Ended => ({ outcome: outcomeOf(errno), errno, line: null });

const timedOut: Ended = { outcome: 'timeout', errno: 'ETIMEDOUT', line: null };

/** By Node's own socket: to a unix socket, to an address with a zone, and where koffi is missing. */
function connectByNode(address: string, port: number, limit: number): Promise<Ended> {
  const net = process.getBuiltinModule('node:net');
  return new Promise(resolve => {
    let socket: Socket;
    const finish = (ended: Ended) => {
      clearTimeout(timer);
      if (ended.line === null) socket?.destroy();
      resolve(ended);
    };
    const timer = setTimeout(() => finish(timedOut), limit);
    try {
      socket = net.connect(isPath(address) ? { path: address } : { host: address, port });
    } catch (error) {
      finish(failed((error as NodeJS.ErrnoException).code ?? 'EINVAL'));
      return;
    }
    socket.on('error', (error: NodeJS.ErrnoException) => finish(failed(error.code ?? 'EIO')));
    socket.once('connect', () => finish({ outcome: 'connected', errno: null, line: lineOf(socket) }));
  });
}

/** By a stream of our own; undefined where it cannot be. */
async function connectByStream(address: string, port: number, until: number): Promise<Ended | undefined> {
  const opening = isPath(address) ? undefined : openStream(address, port, until);
  if (!opening) return undefined;
  const opened = await opening;
  if (opened === null) return timedOut;
  return typeof opened === 'string'
    ? failed(opened)
    : { outcome: 'connected', errno: null, line: lineOn(opened) };
}

/** Opens one TCP connection to a literal address (or one to a unix socket, by its path), until `deadline`, in performance.now() time, at most. Never rejects. */
export async function connect(
  address: string,
  port: number,
  local: boolean,
  deadline: number,
): Promise<Connection> {
  const start = performance.now();
  const limit = Math.max(1, Math.min(local ? OWN_LIMIT : OTHER_LIMIT, deadline - start));
  const ended =
    (await connectByStream(address, port, start + limit)) ?? (await connectByNode(address, port, limit));
  return { ...ended, ms: performance.now() - start };
}
