import type { Kind } from './kind.js';

/** Bits of the TCP header's flags (RFC 9293, RFC 3168). */
export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 } as const;

/** Bits of `ct state` (NF_CT_STATE_*_BIT) and `ct status` (IPS_*). */
export const ctState = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } as const;
export const ctStatus = {
  expected: 1,
  'seen-reply': 2,
  assured: 4,
  confirmed: 8,
  snat: 16,
  dnat: 32,
  dying: 512,
} as const;

/** IP protocol numbers (IANA) by the names that nft and iptables print. */
const protocols: Readonly<Record<string, number>> = {
  ip: 0,
  icmp: 1,
  igmp: 2,
  ipip: 4,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  ospf: 89,
  comp: 108,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

const icmpTypes: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'address-mask-request': 17,
  'address-mask-reply': 18,
};

const icmpv6Types: Readonly<Record<string, number>> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'mld-listener-reduction': 132,
  'nd-router-solicit': 133,
  'router-solicitation': 133,
  'nd-router-advert': 134,
  'router-advertisement': 134,
  'nd-neighbor-solicit': 135,
  'neighbour-solicitation': 135,
  'neighbor-solicitation': 135,
  'nd-neighbor-advert': 136,
  'neighbour-advertisement': 136,
  'neighbor-advertisement': 136,
  'nd-redirect': 137,
  redirect: 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
};

const days: Readonly<Record<string, number>> = Object.fromEntries(
  ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'].flatMap((name, index) => [
    [name, index],
    [name.slice(0, 3), index],
  ]),
);

const tables: Readonly<Partial<Record<Kind, Readonly<Record<string, number>>>>> = {
  'tcp-flags': tcpFlags,
  'ct-state': ctState,
  'ct-status': ctStatus,
  'icmp-type': icmpTypes,
  'icmpv6-type': icmpv6Types,
  protocol: protocols,
  day: days,
};

/** The number that a name stands for in constants of that kind; undefined where it stands for none. */
export function numberNamed(name: string, kind: Kind): number | undefined {
  const table = tables[kind];
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
}
