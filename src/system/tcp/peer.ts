import { AF_INET6 } from '../../net/address-family.js';
import { type SocketCalls, socketCalls } from '../netlink/library.js';
import { encodeSocketAddress } from './socket-address.js';

/** A socket that is to be connected, and what connect(2) takes for it. */
export interface Unconnected {
  readonly calls: SocketCalls;
  readonly descriptor: number;
  readonly family: number;
  readonly peer: Buffer;
}

const SOCK = { stream: 1, datagram: 2 } as const;
/** sin6_scope_id of struct sockaddr_in6. */
const SCOPE = 24;
const NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;

/** The interface of a zone, which is its name or its number (RFC 4007 section 11.2); 0 for none. */
const indexOf = (zone: string, calls: SocketCalls): number =>
  calls.if_nametoindex(zone) || (/^\d{1,9}$/.test(zone) ? Number(zone) : 0);

/** A socket for a literal address (a scope follows %), or for an abstract name. Undefined where only Node can do it: no koffi, no Linux, a path. */
export function socketFor(address: string, port: number, kind: keyof typeof SOCK): Unconnected | undefined {
  const peer = encodeSocketAddress(address, port);
  const calls = peer && socketCalls();
  if (!calls) return undefined;
  const family = peer.readUInt16LE(0);
  const [, zone] = address.split('%');
  if (zone && family === AF_INET6) peer.writeUInt32LE(indexOf(zone, calls), SCOPE);
  const descriptor = calls.socket(family, SOCK[kind] | NONBLOCK_CLOEXEC, 0);
  return descriptor < 0 ? undefined : { calls, descriptor, family, peer };
}
