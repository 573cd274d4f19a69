import type { SocketCalls } from '../netlink/library.js';

export const SOL_SOCKET = 1;
export const IPPROTO_TCP = 6;
const SO_ERROR = 4;

/** An int of C, as socket options have it. */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** An integer option of a socket, or the first four bytes of a longer one (getsockopt(2)). */
export function optionOf(calls: SocketCalls, socket: number, level: number, name: number): Buffer {
  const value = Buffer.alloc(4);
  calls.getsockopt(socket, level, name, value, integer(value.length));
  return value;
}

/** The error that waits on a socket, or 0; it is taken away by being read. */
export const errorOn = (calls: SocketCalls, socket: number): number =>
  optionOf(calls, socket, SOL_SOCKET, SO_ERROR).readInt32LE(0);
