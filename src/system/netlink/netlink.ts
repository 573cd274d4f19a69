import { ERRNO, os } from '../os.js';
import { type SocketCalls, socketCalls } from './library.js';
import {
  decodeMessages,
  encodeMessage,
  errorNumber,
  type Message,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from './message.js';

/** The netlink families that are asked (linux/netlink.h). */
export const NETLINK = { route: 0, socketDiagnosis: 4, ipsec: 6, netfilter: 12 } as const;

/**
 * The kernel's answers by netlink. Both calls throw node's own kind of error: `code` is the name of the kernel's
 * errno (ENETUNREACH, EPERM …), ETIMEDOUT when nothing came, EMSGSIZE when it was too much.
 */
export interface Netlink {
  /** The payloads of every object that a dump request lists, or of the first of them, no fewer than `most`. */
  dump(family: number, type: number, payload: Buffer, most?: number): Buffer[];
  /** The payload of the one answer to a request. */
  ask(family: number, type: number, payload: Buffer): Buffer;
}

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
/** The kernel fills at most 32 KiB of a dump into one datagram. */
const DATAGRAM = 64 * 1024;
const SECONDS = 1;
const MOST_DATAGRAMS = 4096;

function failure(number: number): NodeJS.ErrnoException {
  const name = Object.entries(os().constants.errno).findLast(([, each]) => each === number)?.[0];
  const code = number === ERRNO.EAGAIN ? 'ETIMEDOUT' : (name ?? `E${number}`);
  return Object.assign(new Error(`netlink: ${code}`), { code, errno: number });
}

/** struct timeval of the machine: two longs. */
function receiveTimeout(): Buffer {
  const long = ['arm', 'ia32', 'mips', 'mipsel'].includes(process.arch) ? 4 : 8;
  const value = Buffer.alloc(2 * long);
  value.writeUInt32LE(SECONDS, 0);
  return value;
}

/** Opens a socket, does the work, and closes it whatever happened. */
function withSocket<T>(calls: SocketCalls, family: number, work: (socket: number) => T): T {
  const socket = calls.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, family);
  if (socket < 0) throw failure(calls.errno());
  try {
    const timeout = receiveTimeout();
    calls.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
    return work(socket);
  } finally {
    calls.close(socket);
  }
}

function send(calls: SocketCalls, socket: number, message: Message): void {
  const bytes = encodeMessage(message);
  if (calls.send(socket, bytes, bytes.length, 0) < 0) throw failure(calls.errno());
}

/** Where every datagram arrives, before its messages are copied out of it. */
let arrivals: Buffer | undefined;

function receive(calls: SocketCalls, socket: number): Message[] {
  arrivals ??= Buffer.allocUnsafeSlow(DATAGRAM);
  let length = calls.recv(socket, arrivals, arrivals.length, 0);
  while (length < 0 && calls.errno() === ERRNO.EINTR)
    length = calls.recv(socket, arrivals, arrivals.length, 0);
  if (length < 0) throw failure(calls.errno());
  return decodeMessages(Buffer.from(arrivals.subarray(0, length)));
}

/** Takes the objects out of a part of a dump's answer; true when it was the last part. */
function collect(messages: readonly Message[], objects: Buffer[]): boolean {
  if (messages.length === 0) throw failure(ERRNO.EBADMSG);
  for (const message of messages) {
    if (message.flags & NLM_F_DUMP_INTR) throw failure(ERRNO.EBUSY);
    if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) {
      const error = errorNumber(message);
      if (error) throw failure(error);
      return true;
    }
    objects.push(message.payload);
  }
  return false;
}

type Dump = [family: number, type: number, payload: Buffer, most?: number | undefined];

function dumpOnce(calls: SocketCalls, ...[family, type, payload, most = Infinity]: Dump): Buffer[] {
  return withSocket(calls, family, socket => {
    send(calls, socket, { type, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence: 1, payload });
    const objects: Buffer[] = [];
    for (let datagrams = 0; datagrams < MOST_DATAGRAMS; datagrams++)
      if (collect(receive(calls, socket), objects) || objects.length >= most) return objects;
    throw failure(ERRNO.EMSGSIZE);
  });
}

/** A list that changed while the kernel told it (EBUSY) is asked for again. */
function dump(calls: SocketCalls, ...request: Dump): Buffer[] {
  for (let tries = 1; ; tries++) {
    try {
      return dumpOnce(calls, ...request);
    } catch (error) {
      if (tries === 3 || (error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    }
  }
}

function ask(calls: SocketCalls, family: number, type: number, payload: Buffer): Buffer {
  return withSocket(calls, family, socket => {
    send(calls, socket, { type, flags: NLM_F_REQUEST, sequence: 1, payload });
    const [answer] = receive(calls, socket);
    if (!answer) throw failure(ERRNO.EBADMSG);
    if (answer.type === NLMSG_ERROR) throw failure(errorNumber(answer) || ERRNO.EBADMSG);
    return answer.payload;
  });
}

/** The kernel by netlink, or undefined where it cannot be asked (no koffi, another platform). */
export function openNetlink(): Netlink | undefined {
  const calls = socketCalls();
  return (
    calls && {
      dump: (...request) => dump(calls, ...request),
      ask: (family, type, payload) => ask(calls, family, type, payload),
    }
  );
}
