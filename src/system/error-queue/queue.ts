import { AF_INET6 } from '../../net/address-family.js';
import type { SocketCalls } from '../netlink/library.js';
import { integer } from '../tcp/options.js';
import { errorQueueCalls, type MessageHeader } from './library.js';
import { decodeErrorQueue, type Refusal } from './message.js';

const MSG_DONTWAIT = 0x40;
const MSG_ERRQUEUE = 0x2000;
/** IPPROTO_IP with IP_RECVERR, IPPROTO_IPV6 with IPV6_RECVERR. */
const [OF_IPV4, OF_IPV6] = [
  [0, 11],
  [41, 25],
] as const;

/**
 * Has a socket keep the ICMP errors that it is sent (ip(7), ipv6(7)), or no longer: a connection that stands is ended by
 * errors which it would outlive otherwise (tcp_v4_err of net/ipv4/tcp_ipv4.c).
 */
export function keepErrors(calls: SocketCalls, socket: number, family: number, keep: boolean): void {
  const [level, name] = family === AF_INET6 ? OF_IPV6 : OF_IPV4;
  calls.setsockopt(socket, level, name, integer(keep ? 1 : 0), 4);
}

/**
 * Empties a socket's queue of errors: the first ICMP error in it, or null. The error that waits on the socket goes with
 * them, so that one is to be taken before.
 */
export function takeRefusal(socket: number): Refusal | null {
  const calls = errorQueueCalls();
  let first: Refusal | null = null;
  for (;;) {
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
    if (!calls || calls.recvmsg(socket, message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return first;
    first ??= decodeErrorQueue(control.subarray(0, Number(message.controlLength)), calls.word) ?? null;
  }
}
