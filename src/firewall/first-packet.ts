import { isWildcard } from '../net/prefix.js';
import { isAnybody, type Question } from '../net/question.js';
import {
  type Accounts,
  counting,
  countingAny,
  countingData,
  countingWhole,
  NO_ACCOUNTS,
} from './accounts.js';
import { type Answered, BULK } from './answered.js';
import { answerLength, lengths, openingLength, REQUEST, requestLength } from './lengths.js';
import { ctState, ctStatus, tcpFlags } from './numbers.js';
import { type Ends, IPPROTO, type Packet } from './packet.js';
import type { Roads } from './routing.js';
import type { Said } from './said.js';
import { addressNumber, type Span } from './value.js';

/** Ports that clients take for themselves: Linux 32768–60999, Windows, macOS and the BSDs 49152–65535 (RFC 6335). */
const CLIENT_PORT: Span = { lo: 32768, hi: 65535 };

const LOOPBACK = { 4: 127 * 2 ** 24 + 1, 6: 1n } as const;

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

/** Of those who come in by a card with an address alone, none may be known: the one next to it stands for them. */
function standIn(destination: number | bigint, { vantage }: Question): number | bigint | undefined {
  if (!isAnybody(vantage)) return undefined;
  return typeof destination === 'number' ? destination + 1 : destination + 1n;
}

/** The packet that opens the connection (SYN, or the first datagram); undefined where the question has no address. */
export function requestPacket(question: Question, roads: Roads, usual: boolean): Packet | undefined {
  const { vantage, family, protocol } = question;
  const destination = targetOf(question);
  if (destination === undefined) return undefined;
  const self = vantage.kind === 'self';
  const named = vantage.source === null ? undefined : addressNumber(vantage.source.split('%')[0]!);
  const fitting = typeof named === typeof destination ? named : undefined;
  const source = fitting ?? (self ? ownSource(destination, question, roads) : standIn(destination, question));
  if (source === undefined) return undefined;
  const ends: Ends = { source, sourcePort: CLIENT_PORT, destination, destinationPort: question.port };
  const opening = openingLength(question, usual);
  return {
    family,
    protocol: IPPROTO[protocol],
    arp: null,
    ends,
    original: ends,
    tcpFlags: protocol === 'tcp' ? tcpFlags.syn : 0,
    icmpType: null,
    data: protocol === 'tcp' ? null : undefined,
    length: opening,
    ...(protocol === 'tcp' && { accounts: counting(NO_ACCOUNTS, 'original', opening) }),
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

/** The status of a connection as of its first answer. */
const answeredStatus = (status: number): number =>
  (status & ctStatus.dnat) | ctStatus['seen-reply'] | ctStatus.confirmed;

/** The same once it is made: as of the client's ACK, TCP's is assured, itself with it (nf_conntrack_proto_tcp.c). */
const madeStatus = ({ tcpFlags: flags }: Packet, status: number): number =>
  answeredStatus(status) | (flags === 0 ? 0 : ctStatus.assured);

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
    ...(settled.accounts && { accounts: counting(settled.accounts, 'reply', settled.length) }),
    input: incoming ? output : '',
    output: incoming ? '' : (question.vantage.input ?? undefined),
    status: answeredStatus(status),
    mark: 0,
    zone: 0,
    home: settled.zone,
    reply: true,
    goal: null,
    noted: undefined,
    uid: incoming ? null : undefined,
    gid: incoming ? null : undefined,
  };
}

/** The accounts of a connection that was made by these packets: SYN, SYN-ACK and ACK. */
const madeBy = ({ accounts = NO_ACCOUNTS, length, family }: Packet): Accounts =>
  counting(counting(accounts, 'reply', length), 'original', lengths[family].tcp);

/**
 * A further packet of the client's on the same connection (ACK): it goes the way that the first was sent. Where the
 * connection tracking has not known the answer for one, it still waits for it, and nothing else belongs to the connection.
 */
export const followPacket = (first: Packet, settled: Packet, known: boolean): Packet => ({
  ...first,
  ...(first.accounts && { accounts: madeBy(first) }),
  ...(known ? established : strange(first)),
  ends: first.ends,
  tcpFlags: first.tcpFlags === 0 ? 0 : tcpFlags.ack,
  goal: settled.ends,
  status: known ? madeStatus(first, settled.status) : answeredStatus(settled.status),
  connectionMark: settled.connectionMark,
  noted: settled.noted,
});

/** The packet that carries what the client asks for, once the connection is made. */
export function dataPacket(first: Packet, settled: Packet, known: boolean, said: Said | undefined): Packet {
  const follow = followPacket(first, settled, known);
  const length = requestLength(first.family, said);
  return {
    ...follow,
    data: said,
    tcpFlags: tcpFlags.psh | tcpFlags.ack,
    length,
    ...(follow.accounts && { accounts: countingData(follow.accounts, 'original', length) }),
  };
}

/** The accounts of a connection on which a request was answered; `reply` is the answer to its first packet. */
function afterRequest({ accounts = NO_ACCOUNTS, family }: Packet): Accounts {
  const made = counting(accounts, 'original', lengths[family].tcp);
  return countingData(made, 'original', REQUEST);
}

/** A full packet of an answer of which nothing is known, however much came before it. */
export const fullPacket = (reply: Packet): Packet => ({
  ...reply,
  data: undefined,
  tcpFlags: tcpFlags.ack,
  status: madeStatus(reply, reply.status),
  length: BULK,
  accounts: countingAny(afterRequest(reply)),
});

/** The packets that carry what the server says, after its answer to the first: one with the beginning, and full ones. */
export function answerPacket(reply: Packet, answered: Answered | undefined): readonly Packet[] {
  const before = afterRequest(reply);
  const packet = (length: Span, data: Packet['data'], accounts: Accounts): Packet => ({
    ...reply,
    data,
    tcpFlags: tcpFlags.psh | tcpFlags.ack,
    status: madeStatus(reply, reply.status),
    length,
    accounts,
  });
  const begins = answerLength(reply.family, answered);
  const first = packet(begins, answered?.said, countingData(before, 'reply', begins));
  if (!answered?.full) return [first];
  return [first, packet(BULK, undefined, countingWhole(before, answered.size))];
}
