import type { Chain, FirewallRules, Rule, Table } from '../facts/firewall/types.js';
import type { Accounts } from './accounts.js';
import type { Owner } from './owner.js';
import type { Said } from './said.js';
import type { Span, Tri } from './value.js';

/** The two ends of a packet. A port may be any of a span: the client's own is not known. */
export interface Ends {
  readonly source: number | bigint;
  readonly sourcePort: number | Span;
  readonly destination: number | bigint;
  readonly destinationPort: number | Span;
}

/** One packet on its way through the hooks. Rules may change its mark and its ends; each branch has a copy. */
export interface Packet extends Owner {
  readonly family: 4 | 6;
  /** IP protocol number; -1 for ARP. */
  readonly protocol: number;
  /** The operation of an ARP packet; null for all others. */
  readonly arp: 'request' | 'reply' | null;
  ends: Ends;
  /** The ends of the connection's first packet, as the client sent it. */
  readonly original: Ends;
  readonly tcpFlags: number;
  readonly icmpType: number | null;
  /** What is said in it; null for a packet without data, undefined where that is not known. */
  readonly data: Said | null | undefined;
  /** Whole length in bytes. */
  readonly length: Span;
  /** What is counted of its connection once the tracking has seen it; missing where nobody can tell. */
  readonly accounts?: Accounts;
  /** Names of the interfaces; '' for none, undefined where it is not known. */
  input: string | undefined;
  output: string | undefined;
  /** Bits of ct state and ct status as the connection tracking will say; before it has seen the packet: invalid. */
  readonly connection: number;
  state: number;
  status: number;
  readonly reply: boolean;
  /** The ends that the connection's first packet had when it arrived, for those after it; null for the first. */
  readonly goal: Ends | null;
  tracked: boolean;
  /** Lists of -m recent in which a rule has noted it on this way; missing for none. */
  recent?: readonly string[];
  /** What rules have put into sets on the client's way, or taken out: whether it is there, undefined after a maybe; missing for none. */
  noted?: ReadonlyMap<string, Tri> | undefined;
  /** The transparent socket that a tproxy rule has given it to, whatever its ends say; missing for none. */
  taken?: { readonly address: number | bigint; readonly port: number };
  /** The connection tracking has seen it: before that, and without it, a packet has no mark, direction or status of a connection. */
  attached: boolean;
  /** The mapping of the destination, and of the source, is decided. */
  mapped: { destination: boolean; source: boolean };
  mark: number | undefined;
  connectionMark: number | undefined;
  /** The zone of the connection tracking; undefined where it is not known. */
  zone: number | undefined;
  /** The rule that took it, or of an answer the request, from the connection tracking or into another zone; missing where none has. */
  apart?: ByRule;
  /** Of an answer: the zone in which the connection is kept. */
  readonly home?: number | undefined;
  /** The hops that a rule has left it (TTL, hop limit), and that rule; missing where none has. */
  hops?: Hops | undefined;
  /** The traffic class (DSCP) that a rule has written into it, undefined where that is not certain; missing where none has. */
  traffic?: { readonly class: string | undefined };
  /** Take what is usual for certain: limits are not reached, a stranger's hardware address is not the one named. */
  readonly usual: boolean;
  /** When it is sent (see FirewallRules); missing where nobody can tell. */
  readonly clock?: FirewallRules['clock'];
}

interface Hops extends ByRule {
  readonly left: number;
}

/** `by` is null until the chain that the rule stands in has been asked. */
interface ByRule {
  readonly by: { readonly table: Table; readonly chain: Chain; readonly rule: Rule } | null;
}

/** Stands for no IP protocol at all. */
export const NO_PROTOCOL = -1;

/** ICMPv6 neighbour solicitation and advertisement (RFC 4861 section 4). */
export const SOLICIT = 135;
export const ADVERTISE = 136;

export const IPPROTO = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** A packet of its own, so that what one branch changes is not changed for another. */
export const copyOf = (packet: Packet): Packet => ({ ...packet, mapped: { ...packet.mapped } });

/** Two branches whose packets are alike go on as one. */
export const likeness = (packet: Packet): string => {
  const port = (value: number | Span) => (typeof value === 'number' ? value : `${value.lo}-${value.hi}`);
  const { source, sourcePort, destination, destinationPort } = packet.ends;
  return `${source} ${port(sourcePort)} ${destination} ${port(destinationPort)} ${packet.mark} ${packet.connectionMark} ${packet.zone} ${packet.tracked} ${packet.state} ${packet.status} ${packet.taken?.port ?? ''} ${packet.hops?.left ?? ''} ${packet.traffic && (packet.traffic.class ?? '?')} ${[...(packet.noted ?? [])].join()}`;
};
