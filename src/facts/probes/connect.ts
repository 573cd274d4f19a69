import type { Socket } from 'node:net';
import { type Failure, openStream } from '../../system/tcp/stream.js';
import { type Line, lineOf, lineOn } from './line.js';
import type { ConnectOutcome, Probe } from './types.js';

/** A connection, or why there is none. */
export interface Connection extends Pick<Probe, 'offender' | 'byReset'> {
  readonly outcome: ConnectOutcome;
  /** The error's name (ECONNREFUSED …), or null where it connected. */
  readonly errno: string | null;
  readonly ms: number;
  /** Null where not connected. */
  readonly line: Line | null;
}

/** One's own addresses answer at once: one SYN and its retransmission (1 s) are enough. */
const OWN_LIMIT = 1500;
/** A neighbour that does not answer shows after 3.1 s (EHOSTUNREACH), so no less will do. Milliseconds. */
export const OTHER_LIMIT = 3400;

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
  // A reset behind a FIN (tcp_reset() in net/ipv4/tcp_input.c): the handshake was over by then.
  EPIPE: 'reset',
  // A unix socket of datagrams or packets: somebody has it open, or it would be refused (unix_find_other()).
  EPROTOTYPE: 'connected',
};

/** What an error of connect() means; errors that this machine makes by itself are `failed`. */
export const outcomeOf = (errno: string): ConnectOutcome => outcomes[errno] ?? 'failed';

/** The path of a unix socket stands where an address would. */
const isPath = (address: string): boolean => address.startsWith('/');

type Ended = Omit<Connection, 'ms'>;

function failed({ errno, refusal }: Failure): Ended {
  const name = errno ?? 'ETIMEDOUT';
  const outcome = outcomeOf(name);
  const byReset = outcome === 'refused' && refusal === null;
  return {
    outcome,
    errno: outcome === 'connected' ? null : name,
    offender: refusal ?? null,
    ...(byReset && { byReset }),
    line: null,
  };
}

const connected = (line: Line): Ended => ({ outcome: 'connected', errno: null, offender: null, line });

/** By Node's own socket: to a unix socket, and where koffi is missing. */
function connectByNode(address: string, port: number, limit: number): Promise<Ended> {
  const net = process.getBuiltinModule('node:net');
  return new Promise(resolve => {
    let socket: Socket;
    const finish = (ended: Ended) => {
      clearTimeout(timer);
      if (ended.line === null) socket?.destroy();
      resolve(ended);
    };
    const timer = setTimeout(() => finish(failed({ errno: null })), limit);
    try {
      socket = net.connect(isPath(address) ? { path: address } : { host: address, port });
    } catch (error) {
      finish(failed({ errno: (error as NodeJS.ErrnoException).code ?? 'EINVAL' }));
      return;
    }
    socket.on('error', (error: NodeJS.ErrnoException) => finish(failed({ errno: error.code ?? 'EIO' })));
    socket.once('connect', () => finish(connected(lineOf(socket))));
  });
}

/** By a stream of our own; undefined where it cannot be. */
async function connectByStream(
  address: string,
  port: number,
  until: number,
  heard?: () => void,
): Promise<Ended | undefined> {
  const opening = isPath(address) ? undefined : openStream(address, port, until, { heard });
  if (!opening) return undefined;
  const opened = await opening;
  return 'descriptor' in opened ? connected(lineOn(opened)) : failed(opened);
}

/** Opens one TCP connection to a literal address (or one to a unix socket, by its path), until `deadline`, in performance.now() time, at most. `heard` is told of an ICMP error that it outlived. Never rejects. */
export async function connect(
  address: string,
  port: number,
  local: boolean,
  deadline: number,
  heard?: () => void,
): Promise<Connection> {
  const start = performance.now();
  const limit = Math.max(1, Math.min(local ? OWN_LIMIT : OTHER_LIMIT, deadline - start));
  const ended =
    (await connectByStream(address, port, start + limit, heard)) ??
    (await connectByNode(address, port, limit));
  return { ...ended, ms: performance.now() - start };
}
