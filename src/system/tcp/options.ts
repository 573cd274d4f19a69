import type { SocketCalls } from '../netlink/library.js';

const SOL_SOCKET = 1;
export const IPPROTO_TCP = 6;
const SO_ERROR = 4;
const SO_BINDTODEVICE = 25;

/** An int of C, as socket options have it. */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** An option of a socket, an integer or the first bytes of a longer one (getsockopt(2)). */
function optionOf(calls: SocketCalls, socket: number, level: number, name: number, length = 4): Buffer {
  const value = Buffer.alloc(length);
  calls.getsockopt(socket, level, name, value, integer(value.length));
  return value;
}

const TCP_INFO = 11;
/** Offsets of tcpi_retransmits, tcpi_unacked, tcpi_bytes_acked and tcpi_notsent_bytes in struct tcp_info (linux/tcp.h). */
const [RETRANSMITS, UNACKED, ACKED, NOT_SENT] = [2, 24, 120, 144];
/** One packet may get lost, and one more; the third sending comes 1.4 s after the first where the way is short. */
const OFTEN = 3;

/**
 * What was sent on a connection was sent again and again, and the other side's kernel has not taken it; or not a byte of it
 * could leave, because this machine's own filter drops it on output, and the SYN is all that was ever acknowledged.
 */
export function isUnheard(calls: SocketCalls, socket: number): boolean {
  const info = optionOf(calls, socket, IPPROTO_TCP, TCP_INFO, NOT_SENT + 4);
  const stuck = info.readUInt32LE(NOT_SENT) > 0 && info.readBigUInt64LE(ACKED) <= 1n;
  return stuck || (info[RETRANSMITS]! >= OFTEN && info.readUInt32LE(UNACKED) > 0);
}

/** The error that waits on a socket, or 0; it is taken away by being read. */
export const errorOn = (calls: SocketCalls, socket: number): number =>
  optionOf(calls, socket, SOL_SOCKET, SO_ERROR).readInt32LE(0);

/** Ties a socket to an interface: false where that is not allowed. */
export function leavesBy(calls: SocketCalls, socket: number, device: string): boolean {
  const name = Buffer.from(`${device}\0`);
  return calls.setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name, name.length) === 0;
}
