import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { type SocketCalls, socketCalls } from '../netlink/library.js';
import { POLLIN, POLLOUT, whenReady } from '../ready.js';
import { errorOn } from './options.js';
import { encodeSocketAddress } from './socket-address.js';

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
  /** Says that nothing more will be sent. */
  end(): void;
  close(): void;
}

/** A connection, the name of the error that there is instead, or null where the time was over. */
export type Opening = Stream | string | null;

const { EAGAIN, EALREADY, EINPROGRESS, EISCONN } = constants.errno;
const SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0o4000 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;

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
    end: () => void calls.shutdown(descriptor, SHUT_WR),
    close: () => void calls.close(descriptor),
  };
}

/** Once more: connect(2) tells what has become of an attempt that has begun. 0 where it has succeeded. */
function fateOf(calls: SocketCalls, descriptor: number, peer: Buffer): number {
  if (calls.connect(descriptor, peer, peer.length) === 0) return 0;
  const errno = calls.errno();
  return errno === EISCONN ? 0 : errno;
}

/** A packet to oneself has its answer before connect(2) returns, so nothing is waited for until it has been asked twice. */
async function connected(
  calls: SocketCalls,
  descriptor: number,
  peer: Buffer,
  until: number,
): Promise<number> {
  const begun = fateOf(calls, descriptor, peer);
  if (begun !== EINPROGRESS) return begun;
  const soon = fateOf(calls, descriptor, peer);
  if (soon !== EALREADY) return soon;
  await whenReady(descriptor, POLLOUT, until);
  // connect(2) hides what an ICMP error has brought about (EALREADY).
  return errorOn(calls, descriptor) || fateOf(calls, descriptor, peer);
}

/**
 * Connects to a literal address without a zone, until `until` (performance.now() time). Undefined where only Node can do
 * it: no koffi, no Linux, fe80::1%eth0. connect(2), EINPROGRESS and EALREADY.
 */
export function openStream(address: string, port: number, until: number): Promise<Opening> | undefined {
  const peer = address.includes('%') ? undefined : encodeSocketAddress(address, port);
  const calls = peer && socketCalls();
  const descriptor = calls?.socket(peer!.readUInt16LE(0), SOCK_STREAM_NONBLOCK_CLOEXEC, 0) ?? -1;
  if (!calls || !peer || descriptor < 0) return undefined;
  return connected(calls, descriptor, peer, until).then(errno => {
    if (errno === 0) return streamOn(calls, descriptor);
    calls.close(descriptor);
    return errno === EALREADY ? null : getSystemErrorName(-errno);
  });
}
