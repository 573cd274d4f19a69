import type { Fields } from '../facts/firewall/json.js';
import { wordOf } from '../facts/firewall/json.js';
import { saidField } from './content.js';
import { arp, ether } from './ethernet.js';
import { type Field, field, type Get, unknownField } from './field.js';
import type { Kind } from './kind.js';
import { tcpFlags } from './numbers.js';
import { ADVERTISE, IPPROTO, type Packet, SOLICIT } from './packet.js';
import type { Roads } from './routing.js';
import { isCounter, tcpHeader } from './tcp-header.js';
import type { Span, Value } from './value.js';

const without = ({ length: { lo, hi } }: Packet, header: number): Span => ({
  lo: Number(lo) - header,
  hi: Number(hi) - header,
});

/** Its ports can be read. */
export const hasPorts = (packet: Packet): boolean =>
  packet.protocol === IPPROTO.tcp || packet.protocol === IPPROTO.udp;

/**
 * A field of a transport header: absent for a packet of another protocol, as nft's own dependency makes it. `th` has no
 * such dependency: of a packet without ports it reads whatever stands there.
 */
export function transport(protocol: string, name: string): Field {
  const number = { tcp: IPPROTO.tcp, udp: IPPROTO.udp }[protocol];
  const label = `${protocol} ${name}`;
  const of =
    (get: (packet: Packet) => Value): Get =>
    packet => {
      if (number === undefined) return hasPorts(packet) ? get(packet) : undefined;
      return packet.protocol === number ? get(packet) : null;
    };
  const port = (get: (packet: Packet) => Value): Field => ({
    ...field('number', label, of(get)),
    rare: number === undefined,
  });
  if (name === 'sport') return port(packet => packet.ends.sourcePort);
  if (name === 'dport') return port(packet => packet.ends.destinationPort);
  if (name === 'flags')
    return field(
      'tcp-flags',
      label,
      of(packet => packet.tcpFlags),
    );
  // UDP counts its own header and what is in it (RFC 768).
  if (name === 'length' && protocol === 'udp')
    return {
      ...field(
        'number',
        label,
        of(packet => without(packet, packet.family === 4 ? 20 : 40)),
      ),
      size: true,
    };
  return { ...field('number', label, of(tcpHeader(name))), rare: isCounter(name) };
}

/** IPv6 counts without its own header of 40 bytes (RFC 8200 section 3). */
const lengthIn = (packet: Packet): Span => without(packet, packet.family === 4 ? 0 : 40);

const isDiscovery = ({ icmpType }: Packet): boolean => icmpType === SOLICIT || icmpType === ADVERTISE;

/** Senders start at 64, 128 or 255, no way is longer than some thirty hops, and a neighbour's packets have passed none. */
function hopsLeft({ ends, input, output }: Packet, roads: Roads): Span {
  const near = roads.isLocal(ends.source) || (input && !output && roads.isConnected(input, ends.source));
  return { lo: near ? 64 : 30, hi: 255 };
}

/** Fields of the network header by nft's names. */
const header: Readonly<Record<string, readonly [Kind, (packet: Packet, roads: Roads) => Value]>> = {
  saddr: ['address', packet => packet.ends.source],
  daddr: ['address', packet => packet.ends.destination],
  protocol: ['protocol', packet => packet.protocol],
  nexthdr: ['protocol', packet => packet.protocol],
  version: ['number', packet => packet.family],
  hdrlength: ['number', () => 5],
  length: ['number', lengthIn],
  // What opens a connection says nothing of congestion (RFC 3168 section 6.1.1), nor does its answer.
  ecn: ['text', ({ tcpFlags: flags }) => ((flags & tcpFlags.syn) !== 0 ? 'not-ect' : undefined)],
  // Not a fragment; the don't-fragment bit is what Linux and nearly all others send.
  'frag-off': ['number', () => 0x4000],
  ttl: ['number', hopsLeft],
  // Neighbour discovery counts with 255 alone: nothing from behind a router has that (RFC 4861 section 7.1).
  hoplimit: ['number', (packet, roads) => (isDiscovery(packet) ? 255 : hopsLeft(packet, roads))],
  dscp: ['text', ({ traffic }) => (traffic ? traffic.class : 'cs0')],
};

/** A field of the IPv4 or IPv6 header; absent in packets of the other family. */
export function network(family: 4 | 6, name: string): Field {
  const [kind, get] = (Object.hasOwn(header, name) ? header[name] : undefined) ?? [
    'text' as const,
    () => undefined,
  ];
  const label = `${family === 4 ? 'ip' : 'ip6'} ${name}`;
  const read: Get = (packet, roads) => (packet.family === family && !packet.arp ? get(packet, roads) : null);
  return {
    ...field(kind, label, read),
    ...(name === 'length' && { size: true }),
    ...(name === 'ecn' && { rare: true }),
  };
}

function icmp(protocol: 'icmp' | 'icmpv6', name: string): Field {
  const of: Get = packet => {
    if (packet.protocol !== IPPROTO[protocol]) return null;
    return name === 'type' ? packet.icmpType : name === 'code' ? 0 : undefined;
  };
  return field(name === 'type' ? `${protocol}-type` : 'number', `${protocol} ${name}`, of);
}

/** Fields of IPv4's header by their first bit and their length (RFC 791 section 3.1). */
const headerAt: Readonly<Record<string, string>> = {
  '16 16': 'length',
  '64 8': 'ttl',
  '72 8': 'protocol',
  '96 32': 'saddr',
  '128 32': 'daddr',
};

/** The same bits of an IPv6 packet are others. */
function atOffset(name: string, label: string): Field {
  const { get } = network(4, name);
  return field('number', label, (packet, roads) => (packet.family === 4 ? get(packet, roads) : undefined));
}

/** Raw offsets (`@th,16,16`): the ports, fields of IPv4's header, and what follows the headers; everything else cannot be told. */
function raw({ base, offset, len }: Fields): Field {
  const label = `@${wordOf(base)},${wordOf(offset)},${wordOf(len)}`;
  if (base === 'th' && len === 16 && offset === 0) return { ...transport('th', 'sport'), label };
  if (base === 'th' && len === 16 && offset === 16) return { ...transport('th', 'dport'), label };
  const named = base === 'nh' ? headerAt[`${Number(offset)} ${Number(len)}`] : undefined;
  if (named) return atOffset(named, label);
  if (base === 'ih') return saidField(Number(offset), Number(len), label);
  return unknownField(label);
}

/** What a `payload` expression reads. */
export function payload(body: Fields): Field {
  const { protocol, field: name } = body;
  if (typeof protocol !== 'string' || typeof name !== 'string') return raw(body);
  switch (protocol) {
    case 'ip':
      return network(4, name);
    case 'ip6':
      return network(6, name);
    case 'icmp':
    case 'icmpv6':
      return icmp(protocol, name);
    case 'tcp':
    case 'udp':
    case 'th':
      return transport(protocol, name);
    case 'ether':
      return ether(name);
    case 'arp':
      return arp(name);
    case 'vlan':
    case 'sctp':
    case 'dccp':
    case 'udplite':
    case 'esp':
    case 'ah':
    case 'comp':
    case 'igmp':
    case 'gre':
      return field('text', `${protocol} ${name}`, () => null);
    default:
      return unknownField(`${protocol} ${name}`);
  }
}
