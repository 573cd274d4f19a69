import type { FirewallRules } from '../facts/firewall/types.js';
import { clientOn } from '../facts/interfaces/clients.js';
import { isInner } from '../facts/interfaces/networks.js';
import type { Interface, InterfaceAddress } from '../facts/interfaces/types.js';
import type { Neighbour, Route } from '../facts/routes/types.js';
import { boundTo, takers } from '../facts/sockets/cover.js';
import type { Socket } from '../facts/sockets/types.js';
import { broadcastOf, networkOf } from '../net/network.js';
import { isLimitedBroadcast, isLinkLocal, isMulticast, isPrivate, isWildcard } from '../net/prefix.js';
import { remembering } from '../net/remember.js';

/** What is known of the machine; without rules, who gets in follows from the bound address alone. */
export interface Surroundings {
  readonly interfaces: readonly Interface[];
  readonly neighbours: readonly Neighbour[];
  /** Undefined where they are not known; then a way to everywhere is assumed. */
  readonly routes: readonly Route[] | undefined;
  readonly rules: FirewallRules | undefined;
}

/** An address of this machine with the network that it is on. */
export interface Place {
  readonly item: Interface;
  readonly own: InterfaceAddress;
  readonly network: string;
  /** Where everybody on the network is sent to; undefined for IPv6, which has no such address. */
  readonly broadcast: string | undefined;
  /** A client that stands for the others on the network; null where there is room for nobody else. */
  readonly near: string | null;
  /** Containers or virtual machines of this machine are on it. */
  readonly inner: boolean;
}

/** Worked out once for all that listens: machines have thousands of sockets, and of addresses. */
const placesOf = remembering(({ interfaces, neighbours }: Surroundings): readonly Place[] =>
  interfaces
    .filter(({ flags }) => flags.includes('UP') && !flags.includes('LOOPBACK'))
    .flatMap(item => {
      const inner = isInner(item, interfaces);
      return item.addresses
        .filter(({ scope, flags }) => scope !== 'host' && !flags.includes('dadfailed'))
        .flatMap(own => placeAt(item, own, inner, interfaces, neighbours) ?? []);
    }),
);

function placeAt(
  item: Interface,
  own: InterfaceAddress,
  inner: boolean,
  interfaces: readonly Interface[],
  neighbours: readonly Neighbour[],
): Place | undefined {
  const { family, address, prefix, peer } = own;
  const network = networkOf(peer ?? address, prefix);
  if (network === undefined) return undefined;
  const broadcast = broadcastOf(address, prefix);
  const place = { interface: item.name, family, address, prefix, network, peer };
  const near = clientOn({ ...place, state: 'up', usable: true }, interfaces, neighbours);
  return { item, own, network, broadcast, near, inner };
}

/** A group, or everybody on the network: what neighbours send to. */
const isForMany = (address: string, { broadcast }: Place): boolean =>
  isMulticast(address) || isLimitedBroadcast(address) || address === broadcast;

/** The socket that takes what comes to this address; else one that is bound to what neighbours send to. */
const takerAt = (sockets: readonly Socket[], place: Place): Socket | undefined =>
  takers(sockets, place.own.address, place.item.name)[0] ??
  sockets.find(
    ({ protocol, local, family, device }) =>
      protocol === 'udp' &&
      isForMany(local.address, place) &&
      family === place.own.family &&
      (device ?? place.item.name) === place.item.name,
  );

/** A place where one of the sockets takes what comes. */
export interface Entry {
  readonly place: Place;
  /** The address that clients there ask for. */
  readonly to: string;
  /** Those who are not on its network may come, too. */
  readonly far: boolean;
}

/** Families that have a way to everywhere, by which answers go out. */
const waysOut = remembering(
  ({ routes }: Surroundings): ReadonlySet<4 | 6> =>
    new Set(routes?.filter(route => route.destination === 'default').map(({ family }) => family) ?? [4, 6]),
);

function entryAt(sockets: readonly Socket[], place: Place, surroundings: Surroundings): Entry | undefined {
  const taker = takerAt(sockets, place);
  if (!taker) return undefined;
  const { local, device } = taker;
  const wide = isWildcard(local.address);
  const many = isForMany(local.address, place);
  // Who listens everywhere means the networks that people are on, not a bridge for containers.
  if ((wide || many) && place.inner) return undefined;
  const { address, family } = place.own;
  const far =
    !isLinkLocal(address) &&
    !many &&
    ((wide && device === null) || !isPrivate(address)) &&
    waysOut(surroundings).has(family);
  return { place, to: many ? local.address : address, far };
}

/** By what the sockets are bound to: most of those on a machine are bound to the same. */
const entriesBy = remembering((_: Surroundings) => new Map<string, readonly Entry[]>());

/** The places where the sockets take what comes, whatever the packet filters say. */
export function entriesOf(sockets: readonly Socket[], surroundings: Surroundings): readonly Entry[] {
  const known = entriesBy(surroundings);
  const key = boundTo(sockets);
  const entries =
    known.get(key) ?? placesOf(surroundings).flatMap(place => entryAt(sockets, place, surroundings) ?? []);
  known.set(key, entries);
  return entries;
}
