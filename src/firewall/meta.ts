import type { Field, Get } from './field.js';
import type { Kind } from './kind.js';
import { ctState } from './numbers.js';
import type { Packet } from './packet.js';

const field = (kind: Kind, key: string, get: Get): Field => ({ kinds: [kind], label: `meta ${key}`, get });

/** A property of the input or output interface; no such interface, no match. */
const ofInterface =
  (side: 'input' | 'output', pick: 'type' | 'group' | 'kind'): Get =>
  (packet, roads) => {
    const name = packet[side];
    if (name === undefined) return undefined;
    const found = name === '' ? undefined : roads.interfaceOf(name);
    return name === '' ? null : (found?.[pick] ?? undefined);
  };

/** The bridge that the interface belongs to. */
const bridgeOf =
  (side: 'input' | 'output'): Get =>
  (packet, roads) => {
    const name = packet[side];
    return name === undefined ? undefined : (roads.interfaceOf(name)?.master ?? null);
  };

/** Has not passed a bridge of this machine; what is noted of those that have (-m physdev) depends on its ports and settings. */
const bridged: Get = ({ input }, roads) => {
  const device = input === '' || input === 'lo' ? null : input && roads.interfaceOf(input);
  return device === null || (device && device.kind !== 'bridge') ? 0 : undefined;
};

/** As the sender addressed the frame; this machine's own packets count as addressed to a host. */
const kindOfAddressee: Get = ({ ends, arp }, roads) => {
  const type = arp === 'request' ? 'broadcast' : roads.typeOf(ends.destination);
  return type === 'multicast' || type === 'broadcast' ? type : 'unicast';
};

const DAY = 86_400;

/** Seconds since 1970 when the packet is sent, on this machine's clock or in UTC; undefined where nobody can tell. */
const seconds = ({ clock }: Packet, utc: boolean): number | undefined =>
  clock && Math.floor(clock.at / 1000) + (utc ? 0 : clock.east * 60);

/** A part of the time; 1 January 1970 was a Thursday. */
const timed =
  (part: (seconds: number) => number, utc = false): Get =>
  packet => {
    const now = seconds(packet, utc);
    return now === undefined ? undefined : part(now);
  };
const hour = (now: number): number => now % DAY;
const weekday = (now: number): number => (Math.floor(now / DAY) + 4) % 7;
const date = (now: number): number => now;

const fields: Readonly<Record<string, readonly [Kind, Get]>> = {
  // Where there is no interface, nft compares with an empty name (index 0): `!=` then matches.
  iifname: ['name', packet => packet.input],
  oifname: ['name', packet => packet.output],
  iif: ['name', packet => packet.input],
  oif: ['name', packet => packet.output],
  iiftype: ['text', ofInterface('input', 'type')],
  oiftype: ['text', ofInterface('output', 'type')],
  iifgroup: ['text', ofInterface('input', 'group')],
  oifgroup: ['text', ofInterface('output', 'group')],
  iifkind: ['text', ofInterface('input', 'kind')],
  oifkind: ['text', ofInterface('output', 'kind')],
  l4proto: ['protocol', packet => (packet.arp ? null : packet.protocol)],
  nfproto: ['text', packet => (packet.arp ? 'arp' : packet.family === 4 ? 'ipv4' : 'ipv6')],
  protocol: ['text', packet => (packet.arp ? 'arp' : packet.family === 4 ? 'ip' : 'ip6')],
  mark: ['number', packet => packet.mark],
  skuid: ['number', packet => packet.uid],
  skgid: ['number', packet => packet.gid],
  pkttype: ['text', kindOfAddressee],
  ibrname: ['name', bridgeOf('input')],
  obrname: ['name', bridgeOf('output')],
  bridged: ['exists', bridged],
  sdif: ['name', () => ''],
  sdifname: ['name', () => ''],
  ipsec: ['exists', () => 0],
  secpath: ['exists', () => 0],
  hour: ['hour', timed(hour)],
  day: ['day', timed(weekday)],
  time: ['date', timed(date)],
  // The realm of its route: none, unless routes are told to have one.
  rtclassid: ['number', packet => (packet.usual ? 0 : undefined)],
  // -m time of iptables counts in UTC.
  'utc hour': ['hour', timed(hour, true)],
  'utc day': ['day', timed(weekday, true)],
  'utc time': ['date', timed(date, true)],
};

/** Fields of which a given value is seldom the packet's. */
const rare: Readonly<Record<string, Get>> = {
  // Of the socket, which a packet that opens a connection has none of where it comes in (nft_meta.c, xt_cgroup.c).
  cgroup: ({ uid, state }) => (uid === null && (state & ctState.established) === 0 ? null : undefined),
};

/** What a `meta` key reads. Random numbers and cgroups cannot be told. */
export function metaField(key: string): Field {
  if (key === 'length') return { ...field('number', key, packet => packet.length), size: true };
  if (Object.hasOwn(rare, key)) return { ...field('text', key, rare[key]!), rare: true };
  const known = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return known ? field(known[0], key, known[1]) : field('text', key, () => undefined);
}
