import { constants } from 'node:os';
import { leave } from '../tcp/leave.js';
import { errorOn, IPPROTO_TCP, integer, optionOf } from '../tcp/options.js';
import { AF_INET, AF_INET6, encodeSocketAddress } from '../tcp/socket-address.js';
import { streamOn } from '../tcp/stream.js';
import { type ErrorQueueCalls, errorQueueCalls, type MessageHeader } from './library.js';
import { decodeErrorQueue, type Refusal } from './message.js';

/** What has become of an attempt: `refusal` is missing where it failed without an ICMP error, as by a TCP reset. */
export type Fate =
  | { readonly state: 'pending' | 'connected' }
  | { readonly state: 'failed'; readonly errno: number; readonly refusal?: Refusal };

/** A connection attempt on a socket that keeps the ICMP errors it is sent. */
export interface Attempt {
  look(): Fate;
  /** Ends it as a client does that has nothing to say. */
  close(): Promise<void>;
}

const SOCK = { tcp: 1, udp: 2 } as const;
const NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;
/** IPPROTO_IP with IP_RECVERR, IPPROTO_IPV6 with IPV6_RECVERR. */
const RECEIVE_ERRORS = { 4: [0, 11], 6: [41, 25] } as const;
const TCP_INFO = 11;
const MSG_DONTWAIT = 0x40;
const MSG_ERRQUEUE = 0x2000;
/** States of TCP in which the handshake is not over, or the socket is closed again (net/tcp_states.h). */
const [SYN_SENT, CLOSED] = [2, 7];

/** Takes one error off the queue; null where it is empty. */
function nextError(calls: ErrorQueueCalls, socket: number): Refusal | undefined | null {
  const control = Buffer.alloc(512);
  const message: MessageHeader = {
    name: null,
    nameLength: 0,
    vector: { base: Buffer.alloc(128), length: 128 },
    vectorLength: 1,
    control,
    controlLength: control.length,
    flags: 0,
  };
  if (calls.recvmsg(socket, message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return null;
  return decodeErrorQueue(control.subarray(0, Number(message.controlLength)), calls.word);
}

/** The error is taken first: by the time it is set, the kernel has queued what told of it. */
function lookAt(calls: ErrorQueueCalls, socket: number, protocol: 'tcp' | 'udp'): Fate {
  const errno = errorOn(calls, socket);
  const refusal = nextError(calls, socket);
  if (refusal) return { state: 'failed', errno, refusal };
  if (errno !== 0) return { state: 'failed', errno };
  if (protocol === 'udp') return { state: 'pending' };
  const state = optionOf(calls, socket, IPPROTO_TCP, TCP_INFO)[0];
  return { state: state === SYN_SENT || state === CLOSED ? 'pending' : 'connected' };
}

/**
 * Begins to connect to a literal address (a scope follows %), by UDP with one datagram of these bytes, and returns at
 * once. Undefined where the system cannot do it, or refuses before anything is sent. tcp(7), ip(7), ipv6(7): TCP fills
 * the queue while it connects since Linux 5.8.
 */
export function attemptTo(
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
  datagram: Buffer = Buffer.alloc(0),
): Attempt | undefined {
  const calls = errorQueueCalls();
  const [, zone] = address.split('%');
  const scope = calls && zone ? calls.if_nametoindex(zone) : 0;
  const to = encodeSocketAddress(address, port, scope);
  if (!calls || !to) return undefined;
  const family = to.length === 16 ? 4 : 6;
  const socket = calls.socket(family === 4 ? AF_INET : AF_INET6, SOCK[protocol] | NONBLOCK_CLOEXEC, 0);
  if (socket < 0) return undefined;
  const [level, name] = RECEIVE_ERRORS[family];
  calls.setsockopt(socket, level, name, integer(1), 4);
  const begun = calls.connect(socket, to, to.length) === 0 || calls.errno() === constants.errno.EINPROGRESS;
  if (begun && protocol === 'udp') calls.send(socket, datagram, datagram.length, 0);
  if (!begun) {
    calls.close(socket);
    return undefined;
  }
  return {
    look: () => lookAt(calls, socket, protocol),
    close: async () => {
      if (protocol === 'tcp' && lookAt(calls, socket, protocol).state === 'connected')
        await leave(streamOn(calls, socket));
      else calls.close(socket);
    },
  };
}
