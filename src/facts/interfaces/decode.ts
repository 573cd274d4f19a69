import { formatAddress } from '../../net/address.js';
import { familyByNumber } from '../../net/address-family.js';
import { formatHardwareAddress } from '../../net/hardware-address.js';
import {
  type Attributes,
  decodeAttributes,
  listAttributes,
  numberIn,
  textIn,
} from '../../system/netlink/attributes.js';
import type { Interface, InterfaceAddress } from './types.js';
import { addressFlags, linkFlags, linkType, OPERATIONAL_STATES, scopeOf } from './words.js';

/** Lengths of struct ifinfomsg and struct ifaddrmsg. */
const LINK_HEADER = 16;
const ADDRESS_HEADER = 8;

/** linux/if_link.h */
const IFLA = {
  address: 1,
  broadcast: 2,
  name: 3,
  mtu: 4,
  link: 5,
  qdisc: 6,
  master: 10,
  queueLength: 13,
  state: 16,
  linkInfo: 18,
  statistics: 23,
  group: 27,
  linkNamespace: 37,
  xdp: 43,
  properties: 52,
  alternativeName: 53,
} as const;
const IFLA_INFO = { kind: 1, data: 2, memberKind: 4, memberData: 5 } as const;
const IFLA_VXLAN = { peer: 2, link: 3, port: 15 } as const;
const IFLA_BRPORT = { hairpin: 4, isolated: 33 } as const;
const IFLA_XDP_ATTACHED = 2;

/** linux/if_addr.h */
const IFA = { address: 1, local: 2, label: 3, broadcast: 4, cacheInfo: 6, flags: 8, metric: 9 } as const;
const FOREVER = 0xffffffff;

/** A link as the kernel lists it: `master` is still a number. */
export interface Link extends Omit<Interface, 'master' | 'addresses'> {
  readonly masterIndex: number | null;
}

/** An address with the interface that it belongs to. */
export interface LinkAddress {
  readonly index: number;
  readonly address: InterfaceAddress;
}

/** Tunnels have an IP address where others have a hardware address. */
function hardwareText(bytes: Buffer | undefined): string | null {
  if (!bytes || bytes.length === 0) return null;
  if (bytes.length === 4) return formatAddress({ family: 4, bytes: [...bytes] });
  if (bytes.length === 16) return formatAddress({ family: 6, bytes: [...bytes] });
  return formatHardwareAddress(bytes);
}

const nested = (attributes: Attributes, type: number): Attributes =>
  decodeAttributes(attributes.get(type) ?? Buffer.alloc(0));

/** IFLA_ALT_IFNAME repeats in IFLA_PROP_LIST. */
const alternativeNamesIn = (attributes: Attributes): string[] =>
  listAttributes(attributes.get(IFLA.properties) ?? Buffer.alloc(0)).flatMap(([type, value]) =>
    type === IFLA.alternativeName ? (textIn(new Map([[type, value]]), type) ?? []) : [],
  );

/** Group 0 is "default" in /etc/iproute2/group; others have no name that is always there. */
const groupName = (number: number | undefined): string | null =>
  number === undefined ? null : number === 0 ? 'default' : String(number);

/** A link without link addresses (a tunnel) by which no packet has come in: struct rtnl_link_stats64, rx_packets. */
const isUnheard = (type: string, statistics: Buffer | undefined): boolean =>
  type === 'none' &&
  statistics !== undefined &&
  statistics.length >= 8 &&
  statistics.readBigUInt64LE(0) === 0n;

/** What a bridge does with one of its ports (bridge(8)). */
function portIn(info: Attributes): Pick<Interface, 'isolated' | 'hairpin'> {
  if (textIn(info, IFLA_INFO.memberKind) !== 'bridge') return {};
  const port = nested(info, IFLA_INFO.memberData);
  const hairpin = numberIn(port, IFLA_BRPORT.hairpin);
  return {
    ...(numberIn(port, IFLA_BRPORT.isolated) === 1 && { isolated: true as const }),
    ...(hairpin !== undefined && { hairpin: hairpin === 1 }),
  };
}

/** The device that a VXLAN is bound to, and the UDP that carries it; other tunnels have theirs in IFLA_LINK. */
function carrierIn(info: Attributes): Pick<Interface, 'carriedBy' | 'overlay'> {
  if (textIn(info, IFLA_INFO.kind) !== 'vxlan') return {};
  const data = nested(info, IFLA_INFO.data);
  const carriedBy = numberIn(data, IFLA_VXLAN.link);
  const port = data.get(IFLA_VXLAN.port);
  const peer = data.get(IFLA_VXLAN.peer);
  // A multicast group is where others are looked for, and none of them.
  const one = peer?.length === 4 && peer[0]! < 224 ? peer.join('.') : null;
  return {
    ...(carriedBy && { carriedBy }),
    ...(port?.length === 2 && { overlay: { port: port.readUInt16BE(), peer: one } }),
  };
}

/** One link of RTM_GETLINK's list (struct ifinfomsg and its attributes); undefined for anything that is none. */
export function decodeLink(bytes: Buffer): Link | undefined {
  if (bytes.length < LINK_HEADER) return undefined;
  const attributes = decodeAttributes(bytes, LINK_HEADER);
  const name = textIn(attributes, IFLA.name);
  const linkNamespace = numberIn(attributes, IFLA.linkNamespace);
  if (name === undefined) return undefined;
  const type = linkType(bytes.readUInt16LE(2));
  const alternativeNames = alternativeNamesIn(attributes);
  const info = nested(attributes, IFLA.linkInfo);
  return {
    index: bytes.readInt32LE(4),
    name,
    ...(alternativeNames.length > 0 ? { alternativeNames } : {}),
    flags: linkFlags(bytes.readUInt32LE(8)),
    mtu: numberIn(attributes, IFLA.mtu) ?? 0,
    state: OPERATIONAL_STATES[numberIn(attributes, IFLA.state) ?? 0] ?? 'unknown',
    type,
    kind: textIn(info, IFLA_INFO.kind) ?? null,
    hardwareAddress: hardwareText(attributes.get(IFLA.address)),
    broadcastAddress: hardwareText(attributes.get(IFLA.broadcast)),
    masterIndex: numberIn(attributes, IFLA.master) ?? null,
    ...portIn(info),
    qdisc: textIn(attributes, IFLA.qdisc) ?? null,
    group: groupName(numberIn(attributes, IFLA.group)),
    queueLength: numberIn(attributes, IFLA.queueLength) ?? null,
    linkIndex: numberIn(attributes, IFLA.link) ?? null,
    ...carrierIn(info),
    ...(linkNamespace === undefined ? {} : { linkNamespace }),
    ...(isUnheard(type, attributes.get(IFLA.statistics)) ? { unheard: true } : {}),
    xdp: (numberIn(nested(attributes, IFLA.xdp), IFLA_XDP_ATTACHED) ?? 0) !== 0,
  };
}

const addressIn = (attributes: Attributes, type: number, family: 4 | 6): string | undefined => {
  const bytes = attributes.get(type);
  return bytes?.length === (family === 4 ? 4 : 16) ? formatAddress({ family, bytes: [...bytes] }) : undefined;
};

const seconds = (bytes: Buffer | undefined, at: number): number | null => {
  if (!bytes || bytes.length < at + 4) return null;
  const value = bytes.readUInt32LE(at);
  return value === FOREVER ? null : value;
};

/**
 * One address of RTM_GETADDR's list (struct ifaddrmsg and its attributes); undefined for other families. On a
 * point-to-point link IFA_LOCAL is this end and IFA_ADDRESS the other one.
 */
export function decodeLinkAddress(bytes: Buffer): LinkAddress | undefined {
  if (bytes.length < ADDRESS_HEADER) return undefined;
  const family = familyByNumber(bytes[0]);
  if (!family) return undefined;
  const attributes = decodeAttributes(bytes, ADDRESS_HEADER);
  const far = addressIn(attributes, IFA.address, family);
  const address = addressIn(attributes, IFA.local, family) ?? far;
  if (address === undefined) return undefined;
  const cacheInfo = attributes.get(IFA.cacheInfo);
  const metric = numberIn(attributes, IFA.metric);
  return {
    index: bytes.readUInt32LE(4),
    address: {
      family,
      address,
      prefix: bytes[1]!,
      scope: scopeOf(bytes[3]!),
      flags: addressFlags(numberIn(attributes, IFA.flags) ?? bytes[2]!, family),
      peer: far === undefined || far === address ? null : far,
      broadcast: addressIn(attributes, IFA.broadcast, family) ?? null,
      ...(metric ? { metric } : {}),
      label: textIn(attributes, IFA.label) ?? null,
      validSeconds: seconds(cacheInfo, 4),
      preferredSeconds: seconds(cacheInfo, 0),
    },
  };
}
