import { getSystemErrorName } from 'node:util';
import { AF_INET } from '../../net/address-family.js';
import type { Refusal } from '../error-queue/message.js';
import { keepErrors, takeRefusal } from '../error-queue/queue.js';
import type { SocketCalls } from '../netlink/library.js';
import { ERRNO, kernelRelease } from '../os.js';
import { POLLIN, POLLOUT, whenReady } from '../ready.js';
import { errorOn, IPPROTO_TCP, integer, isUnheard, leavesBy } from './options.js';
import { socketFor, type Unconnected } from './peer.js';

/**
 * A TCP connection by the C library's calls, for the few bytes that a look takes: Node's own, with the streams that it is
 * made of, takes longer to load than such a look lasts.
 */
export interface Stream {
  readonly descriptor: number;
  /** Sends what the kernel takes at once: the number of bytes, or the error's name. */
  send(bytes: Uint8Array): number | string;
  /** Receives what is there: the number of bytes (0 at the end, null where there is nothing yet), or the error's name. */
  receive(into: Buffer): number | null | string;
  /** Waits for something to receive (or for room to send): false when `until` is over. */
  ready(until: number, toSend?: boolean): Promise<boolean>;
  /** What was sent was sent again and again, and the other side's kernel has not taken it. */
  isUnheard(): boolean;
  /** After the end: whether a reset has come behind it (tcp_reset() in net/ipv4/tcp_input.c, of a CLOSE_WAIT). */
  isReset(): boolean;
  /** Says that nothing more will be sent. */
  end(): void;
  close(): void;
}

/** Why there is no connection. */
export interface Failure {
  /** The error's name; null where the time was over. */
  readonly errno: string | null;
  /** The ICMP error that brought it about; null where none did, missing where the kernel does not tell. */
  readonly refusal?: Refusal | null;
}

const { EAGAIN, EALREADY, EINPROGRESS, EISCONN } = ERRNO;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;
const TCP_MAXSEG = 2;
const IPPROTO_IP = 0;
const IP_TTL = 2;

/** A stream on a socket that is connected. */
export function streamOn(calls: SocketCalls, descriptor: number): Stream {
  const outcome = (result: number) => {
    if (result >= 0) return result;
    const errno = calls.errno();
    return errno === EAGAIN ? null : getSystemErrorName(-errno);
  };
  return {
    descriptor,
    send: bytes =>
      outcome(Number(calls.send(descriptor, Buffer.from(bytes), bytes.length, MSG_NOSIGNAL))) ?? 0,
    receive: into => outcome(Number(calls.recv(descriptor, into, into.length, 0))),
    ready: (until, toSend) => whenReady(descriptor, toSend ? POLLIN | POLLOUT : POLLIN, until),
    isUnheard: () => isUnheard(calls, descriptor),
    isReset: () => errorOn(calls, descriptor) !== 0,
    end: () => void calls.shutdown(descriptor, SHUT_WR),
    close: () => void calls.close(descriptor),
  };
}

/** Begins an attempt; once more, it tells what has become of it. 0 where it has succeeded, or else the number of the error. */
function connectOn(calls: SocketCalls, descriptor: number, peer: Buffer): number {
  if (calls.connect(descriptor, peer, peer.length) === 0) return 0;
  const errno = calls.errno();
  return errno === EISCONN ? 0 : errno;
}

/** TCP keeps the errors that come while it connects since Linux 5.8 (net/ipv4/tcp_ipv4.c). */
function keepsErrors(): boolean {
  const [major = 0, minor = 0] = kernelRelease().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 8);
}

interface Fate {
  /** 0 where it succeeded, EALREADY where the time was over. */
  readonly errno: number;
  readonly refusal?: Refusal | null;
}

/**
 * A packet to oneself has its answer before connect(2) returns, so nothing is waited for until it has been asked twice.
 * An ICMP error that comes while connect(2) is at work does not end the attempt. In IPv4 it wakes whoever waits, and they
 * give up; in IPv6 they are told of the next one only, a second later, and so the attempt is left to go on.
 */
async function fateOf(
  { calls, descriptor, family, peer }: Unconnected,
  until: number,
  heard: () => void,
): Promise<Fate> {
  const begun = connectOn(calls, descriptor, peer);
  if (begun !== EINPROGRESS) return { errno: begun };
  let early: Fate | undefined;
  let errno = connectOn(calls, descriptor, peer);
  while (errno === EALREADY && (await whenReady(descriptor, POLLOUT, until))) {
    errno = connectOn(calls, descriptor, peer);
    if (errno !== EALREADY) break;
    early = { errno: errorOn(calls, descriptor) || EALREADY, refusal: takeRefusal(descriptor) };
    if (family === AF_INET && early.errno !== EALREADY) return early;
    heard();
  }
  if (errno === EALREADY && early) return early;
  if (errno === EALREADY || errno === 0) return { errno };
  return { errno, refusal: takeRefusal(descriptor) ?? early?.refusal ?? null };
}

/** How a stream is opened. */
export interface StreamOptions {
  /** Told of an ICMP error that did not end the attempt. */
  readonly heard?: (() => void) | undefined;
  /** The largest segment that the other side may send, bytes. */
  readonly segment?: number;
  /** The interface by which it must leave (SO_BINDTODEVICE, socket(7)): since Linux 5.7 without a privilege. */
  readonly device?: string;
  /** How many routers may pass its packets on (IP_TTL, ip(7)), less one: with 1 nobody does. IPv4 only. */
  readonly hops?: number;
}

/**
 * Connects to a literal address or an abstract name, until `until` (performance.now() time). Undefined where only Node can do
 * it: no koffi, no Linux, the path of a unix socket; and where a device cannot be chosen. connect(2), EINPROGRESS and EALREADY.
 */
export function openStream(
  address: string,
  port: number,
  until: number,
  { heard = () => {}, segment, device, hops }: StreamOptions = {},
): Promise<Stream | Failure> | undefined {
  const socket = socketFor(address, port, 'stream');
  if (!socket) return undefined;
  const { calls, descriptor, family } = socket;
  keepErrors(calls, descriptor, family, true);
  if (segment !== undefined) calls.setsockopt(descriptor, IPPROTO_TCP, TCP_MAXSEG, integer(segment), 4);
  if (hops !== undefined) calls.setsockopt(descriptor, IPPROTO_IP, IP_TTL, integer(hops), 4);
  if (device !== undefined && !leavesBy(calls, descriptor, device)) {
    calls.close(descriptor);
    return undefined;
  }
  return fateOf(socket, until, heard).then(({ errno, ...told }) => {
    if (errno === 0) {
      keepErrors(calls, descriptor, family, false);
      return streamOn(calls, descriptor);
    }
    calls.close(descriptor);
    return { errno: errno === EALREADY ? null : getSystemErrorName(-errno), ...(keepsErrors() && told) };
  });
}
