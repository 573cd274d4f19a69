import type { Interface } from '../facts/interfaces/types.js';
import type { Routing } from '../facts/routes/types.js';
import { serves, takers } from '../facts/sockets/cover.js';
import type { Socket } from '../facts/sockets/types.js';
import { remembering } from '../net/remember.js';
import { IPPROTO, type Packet } from './packet.js';
import { broadcastAddresses, localAddresses, networksOf, waysIn } from './routing-table.js';
import { addressNumber, prefixSpan, writtenAddress } from './value.js';

/** What the kernel would do with an address: deliver it here, or send it out of a device. */
export interface Roads {
  /** Is one of this machine's own addresses. */
  isLocal(address: number | bigint): boolean;
  /** The type that `fib daddr type` compares; undefined where it cannot be told. */
  typeOf(address: number | bigint): string | undefined;
  /** The device towards an address: undefined where it cannot be told, null where there is no route. */
  deviceTo(address: number | bigint): string | null | undefined;
  /** The address is on a network of that interface. */
  isConnected(device: string, address: number | bigint): boolean;
  /** A router comes first on the way to an address. */
  isBehindRouter(address: number | bigint): boolean;
  /** The address that this machine sends from towards another. */
  sourceFor(address: number | bigint, family: 4 | 6): number | bigint | undefined;
  /**
   * The address that masquerade takes for a device: its own. On loopback IPv4 takes another of this machine's, because
   * 127.0.0.1 is of host scope, and IPv6 the destination, which is the nearest.
   */
  masqueradeAs(device: string | undefined, destination: number | bigint): number | bigint | undefined;
  /** The first address of an interface in a family, which `redirect` sends to. */
  firstAddress(device: string, family: 4 | 6): number | bigint | undefined;
  /** The hardware address of a neighbour, in lower case, where it was seen. */
  hardwareOf(address: number | bigint): string | undefined;
  /** An address of that interface; the loopback interface has every local one that no other has. */
  hasAddress(device: string, address: number | bigint): boolean;
  interfaceOf(name: string): Interface | undefined;
  /** A transparent socket listens there, for packets like this one; undefined where nobody has looked. */
  isTransparent(place: NonNullable<Packet['taken']>, packet: Packet): boolean | undefined;
  /** The interfaces that belong to a bridge. */
  portsOf(bridge: string): readonly string[];
}

const LOOPBACK = prefixSpan(127 * 2 ** 24, 8);
const MULTICAST = prefixSpan(224 * 2 ** 24, 4);
const inside = (address: number | bigint, span: { lo: number | bigint; hi: number | bigint }): boolean =>
  typeof address === typeof span.lo && address >= span.lo && address <= span.hi;

const holds = (item: Interface, address: number | bigint): boolean =>
  item.addresses.some(own => addressNumber(own.address) === address);

function isMulticast(address: number | bigint): boolean {
  return typeof address === 'number' ? inside(address, MULTICAST) : address >> 120n === 0xffn;
}

type Lookup = Routing['lookups'][number];

/** What leads from here to an address, as the kernel was asked. */
function lookupsOf(routing: Partial<Routing>): ReadonlyMap<number | bigint | undefined, Lookup> {
  const own = (routing.lookups ?? []).filter(each => each.input === null);
  return new Map(own.toReversed().map(each => [addressNumber(each.to), each]));
}

const NOTHING: Partial<Routing> = {};

/** Answers from the facts. Several tables (policy routing) are not weighed: only the main one is looked at. */
export const roadsOf = (
  interfaces: readonly Interface[],
  routing: Routing | undefined,
  listeners?: readonly Socket[],
): Roads => ({ ...roadsAmong(interfaces)(routing ?? NOTHING), isTransparent: transparentAmong(listeners) });

const transparentAmong =
  (listeners: readonly Socket[] | undefined): Roads['isTransparent'] =>
  ({ address, port }, { family, protocol, input }) => {
    if (!listeners) return undefined;
    const name = protocol === IPPROTO.tcp ? 'tcp' : 'udp';
    const there = listeners.filter(each => each.local.port === port && serves(each, name));
    return takers(there, writtenAddress(family, address), input || 'lo').some(
      each => each.transparent === true,
    );
  };

const roadsAmong = remembering((interfaces: readonly Interface[]) =>
  remembering((routing: Partial<Routing>) => roadsBy(interfaces, routing)),
);

function roadsBy(interfaces: readonly Interface[], routing: Partial<Routing>): Omit<Roads, 'isTransparent'> {
  const lookups = lookupsOf(routing);
  const local = localAddresses(interfaces, routing);
  const broadcast = broadcastAddresses(interfaces);
  const ways = waysIn(routing);
  const connected = networksOf(interfaces);
  const isLocal = (address: number | bigint) => local.has(address) || inside(address, LOOPBACK);

  const deviceTo = (address: number | bigint): string | null | undefined => {
    if (isLocal(address)) return 'lo';
    const lookup = lookups.get(address);
    if (lookup?.device) return lookup.device;
    if (lookup?.error) return null;
    const way = ways.find(each => inside(address, each));
    if (way) return way.route.device;
    return connected.find(each => inside(address, each.span))?.device;
  };

  const isBehindRouter = (address: number | bigint): boolean => {
    const way = lookups.get(address) ?? ways.find(each => inside(address, each))?.route;
    return way !== undefined && way.gateway !== null;
  };

  const firstAddress = (device: string, family: 4 | 6) => {
    const own = interfaces.find(item => item.name === device)?.addresses;
    const first = own?.find(each => each.family === family && !each.flags.includes('secondary'));
    return first && addressNumber(first.address);
  };

  return {
    isLocal,
    deviceTo,
    isConnected: (device, address) =>
      connected.some(each => each.device === device && inside(address, each.span)),
    isBehindRouter,
    firstAddress,
    masqueradeAs: (device, destination) => {
      const family = typeof destination === 'number' ? 4 : 6;
      if (device === 'lo' && family === 6) return destination;
      if (device !== 'lo') return device ? firstAddress(device, family) : undefined;
      const others = interfaces.filter(item => item.name !== 'lo');
      return others.map(item => firstAddress(item.name, family)).find(address => address !== undefined);
    },
    sourceFor: (address, family) => {
      const lookup = lookups.get(address);
      const told = lookup?.source ? addressNumber(lookup.source) : undefined;
      const device = deviceTo(address);
      return told ?? (device ? firstAddress(device, family) : undefined);
    },
    typeOf: address => {
      if (isLocal(address)) return 'local';
      if (isMulticast(address)) return 'multicast';
      if (broadcast.has(address)) return 'broadcast';
      const way = ways.find(each => inside(address, each));
      return way && way.route.type !== 'unicast' ? way.route.type : 'unicast';
    },
    hardwareOf: address =>
      routing.neighbours
        ?.find(each => each.hardwareAddress !== null && addressNumber(each.address) === address)
        ?.hardwareAddress?.toLowerCase(),
    hasAddress: (device, address) =>
      device === 'lo' && isLocal(address)
        ? !interfaces.some(item => item.name !== 'lo' && holds(item, address))
        : interfaces.some(item => item.name === device && holds(item, address)),
    portsOf: bridge => interfaces.filter(item => item.master === bridge).map(item => item.name),
    interfaceOf: name => interfaces.find(item => item.name === name),
  };
}
