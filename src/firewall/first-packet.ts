import { isWildcard } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { type Answered, BULK } from './answered.js';
import { ctState, ctStatus, tcpFlags } from './numbers.js';
import { type Ends, IPPROTO, type Packet } from './packet.js';
import type { Roads } from './routing.js';
import type { Said } from './said.js';
import { addressNumber, type Span } from './value.js';

/** Ports that clients take for themselves: Linux 32768–60999, Windows, macOS and the BSDs 49152–65535 (RFC 6335). */
const CLIENT_PORT: Span = { lo: 32768, hi: 65535 };

const LOOPBACK = { 4: 127 * 2 ** 24 + 1, 6: 1n } as const;

/** Smallest and largest usual size of a packet without data: headers with no options, and with all of them. */
const lengths = {
  4: { tcp: { lo: 40, hi: 80 }, udp: { lo: 28, hi: 1500 } },
  6: { tcp: { lo: 60, hi: 100 }, udp: { lo: 48, hi: 1500 } },
} as const;

/** What Windows, Linux and macOS send: the options that they agree on since long. */
const usualSyn = { 4: { lo: 48, hi: 64 }, 6: { lo: 68, hi: 84 } } as const;

/** A wildcard as target reaches this machine's loopback. */
function targetOf(question: Question): number | bigint | undefined {
  return isWildcard(question.address)
    ? LOOPBACK[question.family]
    : addressNumber(question.address.split('%')[0]!);
}

/** The address that this machine sends from: its own towards itself, that of the device towards others. */
function ownSource(destination: number | bigint, question: Question, roads: Roads): number | bigint {
  if (roads.isLocal(destination)) {
    const isLoopback = typeof destination === 'number' && destination >>> 24 === 127;
    return isLoopback ? LOOPBACK[4] : destination;
  }
  return roads.sourceFor(destination, question.family) ?? LOOPBACK[question.family];
}

/** The packet that opens the connection (SYN, or the first datagram); undefined where the question has no address. */
export function requestPacket(question: Question, roads: Roads, usual: boolean): Packet | undefined {
  const { vantage, family, protocol } = question;
  const destination = targetOf(question);
  if (destination === undefined) return undefined;
  const self = vantage.kind === 'self';
  const named = vantage.source === null ? undefined : addressNumber(vantage.source.split('%')[0]!);
  const fitting = typeof named === typeof destination ? named : undefined;
  const source = fitting ?? (self ? ownSource(destination, question, roads) : undefined);
  if (source === undefined) return undefined;
  const ends: Ends = { source, sourcePort: CLIENT_PORT, destination, destinationPort: question.port };
  return {
    family,
    protocol: IPPROTO[protocol],
    arp: null,
    ends,
    original: ends,
    tcpFlags: protocol === 'tcp' ? tcpFlags.syn : 0,
    icmpType: null,
    data: protocol === 'tcp' ? null : undefined,
    length: usual && protocol === 'tcp' ? usualSyn[family] : lengths[family][protocol],
    input: self ? '' : (vantage.input ?? undefined),
    output: self ? (roads.deviceTo(destination) ?? undefined) : '',
    connection: ctState.new,
    state: ctState.invalid,
    status: 0,
    reply: false,
    goal: null,
    tracked: true,
    attached: false,
    mapped: { destination: false, source: false },
    mark: 0,
    connectionMark: 0,
    zone: 0,
    usual,
    uid: self ? undefined : null,
    gid: self ? undefined : null,
  };
}

const established = {
  connection: ctState.established,
  state: ctState.invalid,
  mapped: { destination: true, source: true },
  tracked: true,
  attached: false,
} as const;

/**
 * What the connection tracking makes of a packet whose first one it was told to pass over: a SYN-ACK that nobody asked
 * for is invalid, a datagram opens a connection of its own (tcp_conntracks in nf_conntrack_proto_tcp.c).
 */
const strange = (settled: Packet) =>
  ({ ...established, connection: settled.tcpFlags === 0 ? ctState.new : ctState.invalid }) as const;

/** The answer to a request whose destination is settled, as it looks where it starts. */
export function replyPacket(
  question: Question,
  settled: Packet,
  delivery: 'local' | 'forward' | 'out',
  output: string | undefined,
): Packet {
  const { ends, status } = settled;
  const incoming = delivery !== 'local';
  return {
    ...settled,
    ...(settled.tracked ? established : strange(settled)),
    ends: {
      source: ends.destination,
      sourcePort: ends.destinationPort,
      destination: ends.source,
      destinationPort: ends.sourcePort,
    },
    tcpFlags: settled.tcpFlags === 0 ? 0 : tcpFlags.syn | tcpFlags.ack,
    input: incoming ? output : '',
    output: incoming ? '' : (question.vantage.input ?? undefined),
    status: (status & ctStatus.dnat) | ctStatus['seen-reply'] | ctStatus.confirmed,
    mark: 0,
    zone: 0,
    home: settled.zone,
    reply: true,
    goal: null,
    uid: incoming ? null : undefined,
    gid: incoming ? null : undefined,
  };
}

/** A further packet of the client's on the same connection (ACK): it goes the way that the first was sent. */
export const followPacket = (first: Packet, settled: Packet): Packet => ({
  ...first,
  ...established,
  ends: first.ends,
  tcpFlags: first.tcpFlags === 0 ? 0 : tcpFlags.ack,
  goal: settled.ends,
  status: (settled.status & ctStatus.dnat) | ctStatus['seen-reply'] | ctStatus.confirmed,
  connectionMark: settled.connectionMark,
});

/** Whole length of a packet that carries a usual request: some dozens of bytes, or as much as a cable takes. */
const REQUEST: Span = { lo: 100, hi: 1500 };

/** The packet that carries what the client asks for, once the connection is made. */
export const dataPacket = (first: Packet, settled: Packet, said: Said | undefined): Packet => ({
  ...followPacket(first, settled),
  data: said,
  tcpFlags: tcpFlags.psh | tcpFlags.ack,
  length: REQUEST,
});

/** Whole length of a packet of which nothing is known but that it carries something. */
const SOMETHING = { lo: 41, hi: 1500 } as const;

/** The packets that carry what the server says, after its answer to the first: one with the beginning, and full ones. */
export function answerPacket(reply: Packet, answered: Answered | undefined): readonly Packet[] {
  const packet = (length: Span, data: Packet['data']): Packet => ({
    ...reply,
    data,
    tcpFlags: tcpFlags.psh | tcpFlags.ack,
    length,
  });
  const headers = lengths[reply.family].tcp;
  const begins = answered
    ? { lo: headers.lo + answered.atOnce, hi: Math.min(1500, headers.hi + answered.size) }
    : SOMETHING;
  const first = packet(begins, answered?.said);
  return answered?.full ? [first, packet(BULK, undefined)] : [first];
}
