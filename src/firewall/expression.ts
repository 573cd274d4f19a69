import type { Json } from '../facts/firewall/types.js';
import { metaField } from './meta.js';
import { IPPROTO, type Packet } from './packet.js';
import type { Roads } from './routing.js';
import { constant, isSpan, type Kind, tcpFlags, type Value } from './value.js';

/** Reads one value out of a packet. */
export type Get = (packet: Packet, roads: Roads) => Value;

/** The left side of a match: what it reads, how its constants are written, and its name for people. */
export interface Field {
  readonly kinds: readonly Kind[];
  readonly get: Get;
  readonly label: string;
  /** A given value is seldom the packet's: a hardware address, a transparent socket. */
  readonly rare?: boolean;
}

type Fields = { readonly [key: string]: Json };
export const isFields = (json: Json | undefined): json is Fields =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const field = (kind: Kind, label: string, get: Get): Field => ({ kinds: [kind], label, get });
const unknownField = (label: string): Field => field('text', label, () => undefined);

const hasPorts = (packet: Packet): boolean =>
  packet.protocol === IPPROTO.tcp || packet.protocol === IPPROTO.udp;

/** A field of a transport header: absent for a packet of another protocol, as nft's own dependency makes it. */
function transport(protocol: string, name: string): Field {
  const number = { tcp: IPPROTO.tcp, udp: IPPROTO.udp }[protocol];
  const label = `${protocol} ${name}`;
  const belongs = (packet: Packet) => (number === undefined ? hasPorts(packet) : packet.protocol === number);
  if (name === 'sport')
    return field('number', label, packet => (belongs(packet) ? packet.ends.sourcePort : null));
  if (name === 'dport')
    return field('number', label, packet => (belongs(packet) ? packet.ends.destinationPort : null));
  if (name === 'flags')
    return field('tcp-flags', label, packet => (belongs(packet) ? packet.tcpFlags : null));
  return field('number', label, packet => (belongs(packet) ? undefined : null));
}

function network(family: 4 | 6, name: string): Field {
  const label = `${family === 4 ? 'ip' : 'ip6'} ${name}`;
  const of =
    (get: (packet: Packet) => Value): Get =>
    packet =>
      packet.family === family && !packet.arp ? get(packet) : null;
  switch (name) {
    case 'saddr':
      return field(
        'address',
        label,
        of(packet => packet.ends.source),
      );
    case 'daddr':
      return field(
        'address',
        label,
        of(packet => packet.ends.destination),
      );
    case 'protocol':
    case 'nexthdr':
      return field(
        'protocol',
        label,
        of(packet => packet.protocol),
      );
    case 'version':
      return field(
        'number',
        label,
        of(() => family),
      );
    case 'hdrlength':
      return field(
        'number',
        label,
        of(() => 5),
      );
    case 'length':
      return field(
        'number',
        label,
        of(packet => (family === 4 ? packet.length : undefined)),
      );
    case 'frag-off':
      // Not a fragment; the don't-fragment bit is what Linux and nearly all others send.
      return field(
        'number',
        label,
        of(() => 0x4000),
      );
    case 'ttl':
    case 'hoplimit':
      // Senders start at 64, 128 or 255, and no way is longer than some thirty hops.
      return field(
        'number',
        label,
        of(() => ({ lo: 30, hi: 255 })),
      );
    case 'dscp':
      return field(
        'text',
        label,
        of(() => 'cs0'),
      );
    default:
      return field(
        'text',
        label,
        of(() => undefined),
      );
  }
}

function icmp(protocol: 'icmp' | 'icmpv6', name: string): Field {
  const of: Get = packet => {
    if (packet.protocol !== IPPROTO[protocol]) return null;
    return name === 'type' ? packet.icmpType : name === 'code' ? 0 : undefined;
  };
  return field(name === 'type' ? `${protocol}-type` : 'number', `${protocol} ${name}`, of);
}

/** Raw offsets into the headers (`@th,16,16`): the ports; everything else cannot be told. */
function raw({ base, offset, len }: Fields): Field {
  const label = `@${String(base)},${String(offset)},${String(len)}`;
  if (base === 'th' && len === 16 && offset === 0) return { ...transport('th', 'sport'), label };
  if (base === 'th' && len === 16 && offset === 16) return { ...transport('th', 'dport'), label };
  return unknownField(label);
}

/** The sender's hardware address is known where it is a neighbour that was seen; loopback has none but zeros. */
function ether(name: string): Field {
  const get: Get = ({ input, ends }, roads) => {
    if (name !== 'saddr' || input === undefined) return undefined;
    if (input === 'lo') return '00:00:00:00:00:00';
    return input === '' ? null : roads.hardwareOf(ends.source);
  };
  return { ...field('text', `ether ${name}`, get), rare: name === 'saddr' };
}

/** The segment size that a client may announce when it connects: from the smallest that hosts must take (RFC 9293). */
const option = (body: Fields): Field =>
  body.name === 'maxseg'
    ? field('number', 'tcp option maxseg', packet =>
        packet.tcpFlags & tcpFlags.syn ? { lo: 536, hi: 65495 } : null,
      )
    : unknownField(`tcp option ${String(body.name)}`);

function arp(name: string): Field {
  const label = `arp ${name}`;
  const of =
    (get: (packet: Packet) => Value): Get =>
    packet =>
      packet.arp ? get(packet) : null;
  if (name === 'operation')
    return field(
      'text',
      label,
      of(packet => packet.arp),
    );
  if (name === 'saddr ip')
    return field(
      'address',
      label,
      of(packet => packet.ends.source),
    );
  if (name === 'daddr ip')
    return field(
      'address',
      label,
      of(packet => packet.ends.destination),
    );
  return field(
    'text',
    label,
    of(() => undefined),
  );
}

function payload(body: Fields): Field {
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

function conntrack(body: Fields): Field {
  const key = String(body.key);
  const label = `ct ${key}`;
  // Which end of the connection's first packet a key means: the reply's source is where the request went.
  const replied = body.dir === 'reply';
  const end = key.replace(/^ip6? /, '');
  if (end === 'saddr' || end === 'daddr') {
    const side = (end === 'saddr') !== replied ? 'source' : 'destination';
    return field('address', label, packet => (replied ? undefined : packet.original[side]));
  }
  if (key === 'proto-src')
    return field('number', label, packet => (replied ? undefined : packet.original.sourcePort));
  if (key === 'proto-dst')
    return field('number', label, packet => (replied ? undefined : packet.original.destinationPort));
  if (key === 'state') return field('ct-state', label, packet => packet.state);
  if (key === 'status') return field('ct-status', label, packet => packet.status);
  if (key === 'mark') return field('number', label, packet => packet.connectionMark);
  if (key === 'direction') return field('text', label, packet => (packet.reply ? 'reply' : 'original'));
  if (key === 'protocol') return field('protocol', label, packet => packet.protocol);
  if (key === 'l3proto') return field('text', label, packet => (packet.family === 4 ? 'ipv4' : 'ipv6'));
  if (key === 'zone') return field('number', label, () => 0);
  if (key === 'helper') return field('text', label, () => '');
  return unknownField(label);
}

function fib(body: Fields): Field {
  const flags = Array.isArray(body.flags) ? (body.flags as readonly Json[]) : [body.flags ?? null];
  const label = `fib ${flags.join(' . ')} ${String(body.result)}`;
  const address = (packet: Packet) =>
    flags.includes('saddr') ? packet.ends.source : packet.ends.destination;
  if (body.result === 'type') {
    const own: Get = (packet, roads) => {
      const type = roads.typeOf(address(packet));
      if (type !== 'local') return type;
      // Limited to an interface, only that one's addresses are local.
      const device = flags.includes('iif') ? packet.input : flags.includes('oif') ? packet.output : null;
      if (device === null || device === 'lo') return type;
      if (device === undefined) return undefined;
      const has = roads.hasAddress(device, address(packet));
      return has ? type : 'unicast';
    };
    return field('text', label, own);
  }
  const device: Get = (packet, roads) => {
    const way = roads.deviceTo(address(packet));
    if (way === undefined) return undefined;
    // With iif, the route must leave by the interface that the packet came in by.
    const there = way !== null && (!flags.includes('iif') || packet.input === '' || packet.input === way);
    return body.result === 'oif' || body.result === 'oifname' ? (there ? way : 0) : undefined;
  };
  return field('exists', label, device);
}

const operators: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};

/** Arithmetic on bits: `meta mark & 0xff`. A span or an unknown operand gives an unknown result. */
function binary(operator: string, [left, right]: readonly Json[]): Field {
  const of = fieldOf(left ?? null);
  const kind = of.kinds[0]!;
  const literal = constant(right ?? null, kind);
  const operand: Get = literal === undefined && isFields(right) ? fieldOf(right).get : () => literal;
  const label = `${of.label} ${operator} …`;
  const get: Get = (packet, roads) => {
    const [a, b] = [of.get(packet, roads), operand(packet, roads)];
    if (a === null || b === null) return null;
    if ((typeof a !== 'number' && typeof a !== 'bigint') || (typeof b !== 'number' && typeof b !== 'bigint'))
      return undefined;
    const result = operators[operator]!(BigInt(a), BigInt(b));
    return typeof a === 'bigint' ? result : Number(result);
  };
  return { kinds: [kind], label, get };
}

/** -m set: which ends of the packet make the key (`src,dst` means source address, destination port). */
function ipset({ flags, family }: Fields): Field {
  const parts = (flags as readonly string[]).map((flag, index): Field => {
    const source = flag === 'src';
    if (index === 0) return network(family === 'ip6' ? 6 : 4, source ? 'saddr' : 'daddr');
    return transport('th', source ? 'sport' : 'dport');
  });
  return parts.length === 1 ? parts[0]! : joined(parts);
}

const joined = (parts: readonly Field[]): Field => ({
  kinds: parts.flatMap(part => part.kinds),
  label: parts.map(part => part.label).join(' . '),
  get: (packet, roads) => parts.map(part => part.get(packet, roads)),
});

/** No extension header follows in a packet that opens a connection. */
const extension = (body: Fields): Field =>
  body.field === undefined
    ? field('exists', `exthdr ${String(body.name)}`, () => 0)
    : field('text', `exthdr ${String(body.name)}`, () => null);

/** What an expression of libnftables-json(5) reads from a packet. What is not known here can never be told. */
export function fieldOf(json: Json): Field {
  if (!isFields(json)) return unknownField('a constant');
  const [kind = '', body = null] = Object.entries(json)[0] ?? [];
  if (kind in operators && Array.isArray(body)) return binary(kind, body);
  if (kind === 'concat' && Array.isArray(body)) return joined((body as readonly Json[]).map(fieldOf));
  if (!isFields(body)) return unknownField(kind);
  if (kind === 'payload') return payload(body);
  if (kind === 'meta') return metaField(String(body.key));
  if (kind === 'ct') return conntrack(body);
  if (kind === 'fib') return fib(body);
  if (kind === 'ipset') return ipset(body);
  if (kind === 'exthdr') return extension(body);
  if (kind === 'tcp option') return option(body);
  if (kind === 'socket') return { ...unknownField(`socket ${String(body.key)}`), rare: true };
  return unknownField(kind);
}

/** True for a value that can stand in an address or port: no span, nothing unknown. */
export const isPlain = (value: Value): value is number | bigint =>
  !isSpan(value) && (typeof value === 'number' || typeof value === 'bigint');
