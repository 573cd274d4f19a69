import { formatAddress, wildcardOf } from '../../net/address.js';
import { familyByNumber } from '../../net/address-family.js';
import { formatHardwareAddress } from '../../net/hardware-address.js';
import {
  type Attributes,
  decodeAttributes,
  listAttributes,
  numberIn,
} from '../../system/netlink/attributes.js';
import { align } from '../../system/netlink/message.js';
import type { Neighbour, Route } from './types.js';
import { routeType } from './words.js';

/** Lengths of struct rtmsg, struct ndmsg and struct rtnexthop. */
const ROUTE_HEADER = 12;
const NEIGHBOUR_HEADER = 12;
const NEXT_HOP_HEADER = 8;

/** linux/rtnetlink.h */
export const RTA = {
  destination: 1,
  source: 2,
  input: 3,
  output: 4,
  gateway: 5,
  priority: 6,
  preferredSource: 7,
  multipath: 9,
  table: 15,
  mark: 16,
  via: 18,
  uid: 25,
  ipProtocol: 27,
  sourcePort: 28,
  destinationPort: 29,
} as const;

/** RTM_F_CLONED: an entry of the cache, no route. */
const CLONED = 0x200;

/** Names of interfaces by their index. */
export type InterfaceNames = ReadonlyMap<number, string>;

/** An address of 4 or 16 bytes as text; null for none. */
export function addressText(bytes: Buffer | undefined): string | null {
  if (bytes?.length === 4) return formatAddress({ family: 4, bytes: [...bytes] });
  if (bytes?.length === 16) return formatAddress({ family: 6, bytes: [...bytes] });
  return null;
}

/** RTA_VIA is a gateway of another family: its number in two bytes, then the address. */
const gatewayIn = (attributes: Attributes): string | null =>
  addressText(attributes.get(RTA.gateway)) ?? addressText(attributes.get(RTA.via)?.subarray(2));

const deviceIn = (attributes: Attributes, names: InterfaceNames): string | null =>
  names.get(numberIn(attributes, RTA.output) ?? 0) ?? null;

/** What a message about a route says (struct rtmsg and its attributes), in a lookup's answer and in a list. */
export interface RouteMessage {
  readonly family: 4 | 6;
  readonly type: string;
  readonly table: number;
  readonly destinationLength: number;
  readonly flags: number;
  readonly attributes: Attributes;
}

/** One route of a netlink message (rtnetlink(7)); undefined for what is none, or of another family. */
export function decodeRouteMessage(bytes: Buffer): RouteMessage | undefined {
  const family = familyByNumber(bytes[0]);
  if (!family || bytes.length < ROUTE_HEADER) return undefined;
  const attributes = decodeAttributes(bytes, ROUTE_HEADER);
  return {
    family,
    type: routeType(bytes[7]!),
    table: numberIn(attributes, RTA.table) ?? bytes[4]!,
    destinationLength: bytes[1]!,
    flags: bytes.readUInt32LE(8),
    attributes,
  };
}

/** Where a route leads: gateway, device and preferred source address. */
export interface Way {
  readonly gateway: string | null;
  readonly device: string | null;
  readonly source: string | null;
}

/** Where a route leads, by the attributes of its message. */
export const wayOf = (attributes: Attributes, names: InterfaceNames): Way => ({
  gateway: gatewayIn(attributes),
  device: deviceIn(attributes, names),
  source: addressText(attributes.get(RTA.preferredSource)),
});

/** The ways of a route over several gateways (RTA_MULTIPATH: struct rtnexthop, each with attributes). */
function nextHops(bytes: Buffer, names: InterfaceNames): Omit<Way, 'source'>[] {
  const hops: Omit<Way, 'source'>[] = [];
  let at = 0;
  while (at + NEXT_HOP_HEADER <= bytes.length) {
    const length = bytes.readUInt16LE(at);
    if (length < NEXT_HOP_HEADER || at + length > bytes.length) break;
    const attributes = new Map(listAttributes(bytes.subarray(at, at + length), NEXT_HOP_HEADER));
    hops.push({ gateway: gatewayIn(attributes), device: names.get(bytes.readInt32LE(at + 4)) ?? null });
    at += align(length);
  }
  return hops;
}

/** One route of RTM_GETROUTE's list, as many times as it has ways; none for anything that is no route. */
export function decodeRoutes(bytes: Buffer, names: InterfaceNames): Route[] {
  const message = decodeRouteMessage(bytes);
  if (!message || message.flags & CLONED) return [];
  const { family, type, table, attributes } = message;
  const destination = addressText(attributes.get(RTA.destination)) ?? wildcardOf(family);
  const way = wayOf(attributes, names);
  const route: Route = {
    family,
    type,
    destination: message.destinationLength === 0 ? 'default' : `${destination}/${message.destinationLength}`,
    ...way,
    metric: numberIn(attributes, RTA.priority) ?? null,
    table,
  };
  const hops = nextHops(attributes.get(RTA.multipath) ?? Buffer.alloc(0), names);
  return hops.length === 0
    ? [route]
    : hops.map(hop => ({ ...route, ...hop, ...(hops.length > 1 && { shared: true }) }));
}

/** Neighbour states (linux/neighbour.h, NUD_…); NOARP entries are left out, as ip-neighbour(8) does. */
const NEIGHBOUR_STATES: Readonly<Record<number, string>> = {
  1: 'incomplete',
  2: 'reachable',
  4: 'stale',
  8: 'delay',
  16: 'probe',
  32: 'failed',
  128: 'permanent',
};
const NDA = { destination: 1, hardwareAddress: 2 } as const;

/** One entry of RTM_GETNEIGH's list (struct ndmsg and its attributes); undefined for others. */
export function decodeNeighbour(bytes: Buffer, names: InterfaceNames): Neighbour | undefined {
  if (!familyByNumber(bytes[0]) || bytes.length < NEIGHBOUR_HEADER) return undefined;
  const attributes = decodeAttributes(bytes, NEIGHBOUR_HEADER);
  const address = addressText(attributes.get(NDA.destination));
  const device = names.get(bytes.readInt32LE(4));
  const state = NEIGHBOUR_STATES[bytes.readUInt16LE(8)];
  if (address === null || device === undefined || state === undefined) return undefined;
  const hardware = attributes.get(NDA.hardwareAddress);
  return {
    address,
    device,
    hardwareAddress: hardware?.length ? formatHardwareAddress(hardware) : null,
    state,
  };
}
