import type { AddressScope } from './types.js';

/** IFF_RUNNING: shown by its absence, as NO-CARRIER. */
export const RUNNING = 0x40;
/** IFF_UP (linux/if.h). */
export const UP = 0x1;

/** Interface flags (linux/if.h) in the order and the words of ip-link(8). */
const FLAGS: readonly (readonly [number, string])[] = [
  [0x8, 'LOOPBACK'],
  [0x2, 'BROADCAST'],
  [0x10, 'POINTOPOINT'],
  [0x1000, 'MULTICAST'],
  [0x80, 'NOARP'],
  [0x200, 'ALLMULTI'],
  [0x100, 'PROMISC'],
  [0x400, 'MASTER'],
  [0x800, 'SLAVE'],
  [0x4, 'DEBUG'],
  [0x8000, 'DYNAMIC'],
  [0x4000, 'AUTOMEDIA'],
  [0x2000, 'PORTSEL'],
  [0x20, 'NOTRAILERS'],
  [UP, 'UP'],
  [0x10000, 'LOWER_UP'],
  [0x20000, 'DORMANT'],
  [0x40000, 'ECHO'],
];

/** The names of an interface's flags; NO-CARRIER leads where it is up but cannot run. */
export const linkFlags = (bits: number): string[] => [
  ...(bits & UP && !(bits & RUNNING) ? ['NO-CARRIER'] : []),
  ...FLAGS.flatMap(([bit, name]) => (bits & bit ? [name] : [])),
];

/** RFC 2863 operational states by the kernel's number (linux/if.h, IF_OPER_…). */
export const OPERATIONAL_STATES = [
  'unknown',
  'notpresent',
  'down',
  'lowerlayerdown',
  'testing',
  'dormant',
  'up',
] as const;

/** Link types by number (linux/if_arp.h), in the words of ip-link(8). */
const LINK_TYPES: Readonly<Record<number, string>> = {
  1: 'ether',
  24: 'ieee1394',
  32: 'infiniband',
  256: 'slip',
  280: 'can',
  512: 'ppp',
  519: 'rawip',
  768: 'ipip',
  769: 'tunnel6',
  772: 'loopback',
  776: 'sit',
  778: 'gre',
  801: 'ieee802.11',
  803: 'ieee802.11/radiotap',
  823: 'gre6',
  824: 'netlink',
  825: '6lowpan',
  65534: 'none',
  65535: 'void',
};

/** The type of a link by the kernel's number (linux/if_arp.h), in the words of ip-link(8). */
export const linkType = (number: number): string => LINK_TYPES[number] ?? `[${number}]`;

/** The scope of an address by the kernel's number (linux/rtnetlink.h); numbers that users may define are wider than site. */
export const scopeOf = (number: number): AddressScope =>
  number === 255
    ? 'nowhere'
    : number === 254
      ? 'host'
      : number === 253
        ? 'link'
        : number >= 200
          ? 'site'
          : 'global';

const PERMANENT = 0x80;

/** Address flags (linux/if_addr.h) in the order and the words of ip-address(8); bit 0 has a name per family. */
const ADDRESS_FLAGS: readonly (readonly [number, string])[] = [
  [0x02, 'nodad'],
  [0x04, 'optimistic'],
  [0x08, 'dadfailed'],
  [0x10, 'home'],
  [0x20, 'deprecated'],
  [0x40, 'tentative'],
  [PERMANENT, 'dynamic'],
  [0x100, 'mngtmpaddr'],
  [0x200, 'noprefixroute'],
  [0x400, 'autojoin'],
  [0x800, 'stable-privacy'],
];

/** The names of an address's flags; an address that is not permanent is dynamic. */
export const addressFlags = (bits: number, family: 4 | 6): string[] => [
  ...(bits & 1 ? [family === 4 ? 'secondary' : 'temporary'] : []),
  ...ADDRESS_FLAGS.flatMap(([bit, name]) => ((bits ^ PERMANENT) & bit ? [name] : [])),
];
