import type { Question } from '../net/question.js';
import { type Leg, stopsSurely } from './leg.js';

/** What a client that connects sees of a packet filter. */
export interface Client {
  readonly outcome: 'refused' | 'timeout' | 'unreachable';
  /** The name of connect()'s error. */
  readonly errno: string;
}

/** Kinds of rejection by what connect() then fails with, IPv4 and IPv6 (measured on Linux 6.18). */
const refused: Client = { outcome: 'refused', errno: 'ECONNREFUSED' };
const rejections: Readonly<Record<string, readonly [Client, Client]>> = {
  'tcp reset': [refused, refused],
  'port-unreachable': [refused, refused],
  'admin-prohibited': [
    { outcome: 'unreachable', errno: 'EHOSTUNREACH' },
    { outcome: 'unreachable', errno: 'EACCES' },
  ],
  'prot-unreachable': [
    { outcome: 'unreachable', errno: 'ENOPROTOOPT' },
    { outcome: 'unreachable', errno: 'ENOPROTOOPT' },
  ],
};
const host: Client = { outcome: 'unreachable', errno: 'EHOSTUNREACH' };
const network: Client = { outcome: 'unreachable', errno: 'ENETUNREACH' };
const networkKinds = new Set(['net-unreachable', 'net-prohibited', 'no-route']);

/** What connect() gives where a packet was rejected so. */
export function rejectionSeen(how: string, family: 4 | 6): Client {
  const known = Object.hasOwn(rejections, how) ? rejections[how] : undefined;
  if (known) return known[family === 4 ? 0 : 1];
  return networkKinds.has(how) ? network : host;
}

/** The first thing that stops the connection for certain decides. A rejected answer is lost like a dropped one. */
export function clientSees({ family }: Question, [request, ...later]: readonly Leg[]): Client | null {
  if (request?.verdict === 'reject' && request.stop?.heard)
    return rejectionSeen(request.stop.how ?? '', family);
  const stops = [request, ...later].some(leg => leg && stopsSurely(leg));
  return stops ? { outcome: 'timeout', errno: 'ETIMEDOUT' } : null;
}
