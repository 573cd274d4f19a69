import { type Address, formatAddress, parseAddress } from '../../net/address.js';
import { fromNumber, rangeOf, toNumber } from '../../net/network.js';
import { remembering } from '../../net/remember.js';
import type { Neighbour } from '../routes/types.js';
import { isInner, isNear, type Network, networksOf, rank, stateOf } from './networks.js';
import type { Interface } from './types.js';

/** States of a neighbour that has been heard of (ip-neighbour(8)). */
export const ANSWERS: ReadonlySet<string> = new Set(['reachable', 'stale', 'delay', 'probe', 'permanent']);

const ownAddresses = remembering(
  (interfaces: readonly Interface[]): ReadonlySet<string> =>
    new Set(interfaces.flatMap(item => item.addresses.map(({ address }) => address))),
);

/** The first address after this one that is none of ours; undefined where the network has room for nobody else. */
function freeAfter(own: Address, prefix: number, ours: ReadonlySet<string>): string | undefined {
  const { first, last } = rangeOf(own, prefix);
  const edge = last - first < 2n ? 0n : 1n;
  const hosts = last - first + 1n - 2n * edge;
  for (let step = 1n; step < hosts && step < 1000n; step++) {
    const value = first + edge + ((toNumber(own) - first - edge + step) % hosts);
    const address = formatAddress(fromNumber(own.family, value));
    if (!ours.has(address)) return address;
  }
  return undefined;
}

/** By network: one address stands for all others there, and a machine may have thousands of its own in a row. */
const freeOn = remembering((_: readonly Interface[]) => new Map<string | null, string | undefined>());

/**
 * A client that stands for any other machine on the network: the other end of a point-to-point link, a neighbour that
 * has been heard of, or the first free address after ours. Null where the network has room for nobody else.
 */
export function clientOn(
  place: Network,
  interfaces: readonly Interface[],
  neighbours: readonly Neighbour[] = [],
): string | null {
  if (place.peer !== null) return place.peer;
  const own = place.address === null ? undefined : parseAddress(place.address);
  if (!own || place.prefix === null) return null;
  const ours = ownAddresses(interfaces);
  const { first, last } = rangeOf(own, place.prefix);
  const fits = (address: string): boolean => {
    const one = parseAddress(address);
    if (one?.family !== own.family) return false;
    const value = toNumber(one);
    return value >= first && value <= last;
  };
  const heard = neighbours
    .filter(({ device, state }) => device === place.interface && ANSWERS.has(state))
    // An entry that was set by hand tells nothing about who is there.
    .toSorted((one, two) => Number(one.state === 'permanent') - Number(two.state === 'permanent'))
    .map(({ address }) => address)
    .filter(address => !ours.has(address));
  const known = heard.find(fits);
  if (known) return known;
  const free = freeOn(interfaces);
  const { network, prefix } = place;
  if (!free.has(network)) free.set(network, freeAfter(own, prefix, ours));
  return free.get(network) ?? heard.find(address => parseAddress(address)?.family === own.family) ?? null;
}

/** Where a client's packets arrive: the interface, and an address of this machine there; null where it has none. */
export interface Arrival {
  readonly interface: string;
  readonly address: string | null;
}

/** A bridge without a link, as container engines leave them behind: nobody comes in by it. */
const isEmptyBridge = (item: Interface, interfaces: readonly Interface[]): boolean =>
  item.kind === 'bridge' && stateOf(item, interfaces) === 'no-carrier';

/**
 * An empty bridge that was never meant for others, or is not the interface that was asked for: whoever its network seems
 * to hold comes by another way.
 */
const isLeftBehind = (item: Interface, holder: Interface | undefined, interfaces: readonly Interface[]) =>
  isEmptyBridge(item, interfaces) && (isInner(item, interfaces) || (holder !== undefined && holder !== item));

/**
 * Where the packets of a client come in: by the interface on whose network the client is, else by the one that holds the
 * address it asks for (`address`, where it names one), else by the default route's (`uplink`), else by the first that leads
 * to others. Of several networks the one with the longest prefix counts, an empty bridge's last, a container's empty one not
 * at all; of several cards on it one that has a link, and the one that holds the address before the others. Null
 * for a machine without any.
 */
export function arrivalOf(
  client: string,
  address: string | null,
  interfaces: readonly Interface[],
  uplink?: string,
): Arrival | null {
  const holder = address === null ? undefined : holderOf(address, interfaces);
  const near = interfaces
    .filter(item => !item.flags.includes('LOOPBACK') && !isLeftBehind(item, holder, interfaces))
    .flatMap(item =>
      item.addresses.map(own => ({
        interface: item.name,
        empty: isEmptyBridge(item, interfaces),
        cut: item !== holder && stateOf(item, interfaces) !== 'up',
        other: item !== holder,
        ...own,
      })),
    )
    .filter(own => own.prefix > 0 && isNear(own, client))
    .toSorted(
      (one, two) =>
        Number(one.empty) - Number(two.empty) ||
        two.prefix - one.prefix ||
        Number(one.cut) - Number(two.cut) ||
        Number(one.other) - Number(two.other) ||
        rank(one) - rank(two),
    )[0];
  if (near) return near;
  if (holder) return { interface: holder.name, address };
  const family = client.includes(':') ? 6 : 4;
  const places = networksOf(interfaces);
  const live = places.filter(place => place.family === family && place.state === 'up');
  return (
    live.find(place => place.interface === uplink) ??
    live[0] ??
    places.find(place => place.family === family) ??
    places[0] ??
    null
  );
}

/** The interface that has the address, loopback left out. */
export const holderOf = (address: string, interfaces: readonly Interface[]): Interface | undefined =>
  interfaces.find(
    item => !item.flags.includes('LOOPBACK') && item.addresses.some(own => own.address === address),
  );
