import { connect as open, type Socket } from 'node:net';
import type { ConnectOutcome } from './types.js';

/** A connection, or why there is none. */
export interface Connection {
  readonly outcome: ConnectOutcome;
  /** The error's name (ECONNREFUSED …), or null where it connected. */
  readonly errno: string | null;
  readonly ms: number;
  /** Open, with no listener on it but one that swallows errors; null where not connected. */
  readonly socket: Socket | null;
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

/** Opens one TCP connection to a literal address (or one to a unix socket, by its path), until `deadline`, in performance.now() time, at most. Never rejects. */
export function connect(
  address: string,
  port: number,
  local: boolean,
  deadline: number,
): Promise<Connection> {
  const start = performance.now();
  const limit = Math.max(1, Math.min(local ? OWN_LIMIT : OTHER_LIMIT, deadline - start));
  return new Promise(resolve => {
    let socket: Socket;
    const finish = (outcome: ConnectOutcome, errno: string | null) => {
      clearTimeout(timer);
      if (errno !== null) socket?.destroy();
      resolve({ outcome, errno, ms: performance.now() - start, socket: errno === null ? socket : null });
    };
    const timer = setTimeout(() => finish('timeout', 'ETIMEDOUT'), limit);
    try {
      socket = open(isPath(address) ? { path: address } : { host: address, port });
    } catch (error) {
      const errno = (error as NodeJS.ErrnoException).code ?? 'EINVAL';
      finish(outcomeOf(errno), errno);
      return;
    }
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const errno = error.code ?? 'EIO';
      finish(outcomeOf(errno), errno);
    });
    socket.once('connect', () => finish('connected', null));
  });
}

/** How long a server that was only connected to may take to close its side, milliseconds. */
const PARTING = 100;

/**
 * Leaves a connection on which nothing was said: what the server sends first is read and thrown away, because to close
 * with bytes unread is a reset, of which a server that does not expect one may die.
 */
export function leave(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => socket.destroy(), PARTING);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
    socket.end();
  });
}
