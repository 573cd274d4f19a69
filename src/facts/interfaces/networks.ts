import { formatAddress, parseAddress } from '../../net/address.js';
import { fromNumber, networkOf, rangeOf, toNumber } from '../../net/network.js';
import { inPrefix, isLinkLocal } from '../../net/prefix.js';
import type { Neighbour } from '../routes/types.js';
import type { Interface, InterfaceAddress } from './types.js';

/** A network that this machine is on, or ought to be on. */
export interface Network {
  readonly interface: string;
  readonly family: 4 | 6;
  /** This machine's address on it: a link-local one where there is no other, null where there is none. */
  readonly address: string | null;
  readonly prefix: number | null;
  /** CIDR form: 10.77.0.0/24; null without an address. */
  readonly network: string | null;
  /** The other end of a point-to-point address, or null. */
  readonly peer: string | null;
  readonly state: 'up' | 'down' | 'no-carrier';
  /** The interface has an address that other machines can use. */
  readonly usable: boolean;
}

/** Names that container engines and hypervisors give to interfaces behind which no other machine sits. */
const INNER_NAMES =
  /^(docker\d|docker_gwbridge|br-[0-9a-f]{12}$|virbr\d|vnet\d|veth|v[eb]-|cni\d|cni-|podman\d|lx[cd]br\d|incusbr\d|lxc|nerdctl|cali|cilium|flannel|weave|kube-|nodelocaldns|vmnet\d|vboxnet\d|lxd|tap\d|ifb\d|dummy\d)/;

/** Kinds that carry no clients of their own unless nothing else does. */
const LAST_KINDS = new Set([
  'dummy',
  'ifb',
  'sit',
  'ip6tnl',
  'ipip',
  'gre',
  'gretap',
  'erspan',
  'vcan',
  'nlmon',
]);

/** True for a bridge, or one end of a cable, that leads to containers or virtual machines on this machine. */
export function isInner(item: Interface, interfaces: readonly Interface[]): boolean {
  if (INNER_NAMES.test(item.name)) return true;
  if (item.kind !== 'bridge') return false;
  const members = interfaces.filter(other => other.master === item.name);
  return members.length > 0 && members.every(member => INNER_NAMES.test(member.name));
}

/** A bridge without ports: nobody can be behind it, whatever the kernel says of its link. */
const isPortless = (item: Interface, interfaces: readonly Interface[]): boolean =>
  item.kind === 'bridge' && !interfaces.some(other => other.master === item.name);

/** Switched off; on, without anything at the other end; or up. */
export function stateOf(item: Interface, interfaces: readonly Interface[]): Network['state'] {
  if (!item.flags.includes('UP')) return 'down';
  const linked = item.flags.includes('LOWER_UP') && !item.flags.includes('NO-CARRIER');
  return linked && !isPortless(item, interfaces) ? 'up' : 'no-carrier';
}

const isUsable = (address: InterfaceAddress): boolean =>
  (address.scope === 'global' || address.scope === 'site') &&
  !isLinkLocal(address.address) &&
  !address.flags.includes('dadfailed');

const network = (
  item: Interface,
  interfaces: readonly Interface[],
  address: InterfaceAddress,
  usable: boolean,
): Network => ({
  interface: item.name,
  family: address.family,
  address: address.address,
  prefix: address.prefix,
  network: networkOf(address.peer ?? address.address, address.prefix) ?? null,
  peer: address.peer,
  state: stateOf(item, interfaces),
  usable,
});

const none = (item: Interface, interfaces: readonly Interface[]): Network => ({
  interface: item.name,
  family: 4,
  address: null,
  prefix: null,
  network: null,
  peer: null,
  state: stateOf(item, interfaces),
  usable: false,
});

/** Lasting addresses before temporary and deprecated ones, IPv4 before IPv6. */
const rank = ({ family, flags }: InterfaceAddress): number =>
  family + (flags.includes('deprecated') ? 20 : 0) + (flags.includes('temporary') ? 10 : 0);

function networksOn(item: Interface, interfaces: readonly Interface[]): Network[] {
  const seen = new Set<string>();
  const usable = item.addresses.filter(isUsable).toSorted((one, two) => rank(one) - rank(two));
  return usable
    .map(address => network(item, interfaces, address, true))
    .filter(({ network: name, family }) => {
      const key = `${family} ${name}`;
      return !seen.has(key) && seen.add(key);
    });
}

/** What an interface without a usable address has, so that a diagnosis can say what it lacks. */
function poor(item: Interface, interfaces: readonly Interface[]): Network {
  const local = item.addresses.toSorted((one, two) => rank(one) - rank(two))[0];
  return local ? network(item, interfaces, local, false) : none(item, interfaces);
}

/**
 * The networks on which any other machine may sit, in the order of the interfaces, IPv4 first: up or down, with an
 * address that others can use. Loopback and what leads only to containers and virtual machines is left out. Where
 * nothing is left, the interfaces that ought to have such an address are given instead (`usable` false).
 */
export function networksOf(interfaces: readonly Interface[]): readonly Network[] {
  const outer = interfaces.filter(item => !item.flags.includes('LOOPBACK') && !isInner(item, interfaces));
  const real = outer.filter(item => !LAST_KINDS.has(item.kind ?? ''));
  const found = real.flatMap(item => networksOn(item, interfaces));
  const peopled = found.filter(place => !isIdle(byName(place.interface, interfaces), interfaces));
  if (peopled.length > 0) return peopled;
  if (found.length > 0) return found;
  const owners = real.filter(
    item => item.kind !== 'tun' && (item.master === null || item.addresses.length > 0),
  );
  if (owners.length > 0) return owners.map(item => poor(item, interfaces));
  return outer.filter(item => item.kind === 'dummy').flatMap(item => networksOn(item, interfaces));
}

const byName = (name: string, interfaces: readonly Interface[]): Interface =>
  interfaces.find(item => item.name === name)!;

/** A bridge without ports or a tunnel without its program: nobody can be there at the moment. */
const isIdle = (item: Interface, interfaces: readonly Interface[]): boolean =>
  isPortless(item, interfaces) || (item.kind === 'tun' && stateOf(item, interfaces) !== 'up');

const ANSWERS = new Set(['reachable', 'stale', 'delay', 'probe', 'permanent']);

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
  const ours = new Set(interfaces.flatMap(item => item.addresses.map(address => address.address)));
  const { first, last } = rangeOf(own, place.prefix);
  const fits = (address: string): boolean => {
    const one = parseAddress(address);
    if (one?.family !== own.family) return false;
    const value = toNumber(one);
    return value >= first && value <= last;
  };
  const heard = neighbours
    .filter(({ device, state }) => device === place.interface && ANSWERS.has(state))
    .map(({ address }) => address)
    .filter(address => !ours.has(address));
  const known = heard.find(fits);
  if (known) return known;
  const edge = last - first < 2n ? 0n : 1n;
  const hosts = last - first + 1n - 2n * edge;
  for (let step = 1n; step < hosts && step < 1000n; step++) {
    const value = first + edge + ((toNumber(own) - first - edge + step) % hosts);
    const address = formatAddress(fromNumber(own.family, value));
    if (!ours.has(address)) return address;
  }
  return heard.find(address => parseAddress(address)?.family === own.family) ?? null;
}

/** Where a client's packets arrive: the interface, and an address of this machine there; null where it has none. */
export interface Arrival {
  readonly interface: string;
  readonly address: string | null;
}

/**
 * Where the packets of a client come in: by the interface on whose network the client is (the longest prefix counts),
 * else by the one that holds the address it asks for (`address`, where it names one), else by the first that leads to
 * others. Null for a machine without any.
 */
export function arrivalOf(
  client: string,
  address: string | null,
  interfaces: readonly Interface[],
): Arrival | null {
  const near = interfaces
    .filter(item => !item.flags.includes('LOOPBACK'))
    .flatMap(item => item.addresses.map(own => ({ interface: item.name, ...own })))
    .filter(own => own.prefix > 0 && inPrefix(client, `${own.peer ?? own.address}/${own.prefix}`))
    .toSorted((one, two) => two.prefix - one.prefix)[0];
  if (near) return near;
  const holder = address === null ? undefined : holderOf(address, interfaces);
  if (holder) return { interface: holder.name, address };
  const family = client.includes(':') ? 6 : 4;
  const places = networksOf(interfaces);
  return (
    places.find(place => place.family === family && place.state === 'up') ??
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
