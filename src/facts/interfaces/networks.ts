import { networkOf } from '../../net/network.js';
import { inPrefix, isLinkLocal } from '../../net/prefix.js';
import { remembering } from '../../net/remember.js';
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

/** A cable that no bridge has, where nothing else leads out of here: it is no container's, whatever its name is. */
const isOnlyWay = ({ kind, master }: Interface, interfaces: readonly Interface[]): boolean =>
  kind === 'veth' &&
  master === null &&
  interfaces.every(
    each => each.flags.includes('LOOPBACK') || LAST_KINDS.has(each.kind ?? '') || INNER_NAMES.test(each.name),
  );

/** True for a bridge, or one end of a cable, that leads to containers or virtual machines on this machine. */
export function isInner(item: Interface, interfaces: readonly Interface[]): boolean {
  if (INNER_NAMES.test(item.name)) return !isOnlyWay(item, interfaces);
  if (item.kind !== 'bridge') return false;
  const members = interfaces.filter(other => other.master === item.name);
  return members.length > 0 && members.every(member => INNER_NAMES.test(member.name));
}

/** What the kernel and udev call a card (systemd.net-naming-scheme(7)). */
const CARD_NAMES = /^(?:eth\d|en[abdiopsvx]|wl)/;

/** A cable with a name of somebody's own: as likely as not it leads to a namespace on this machine. */
export const isOwnCable = (name: string, interfaces: readonly Interface[]): boolean =>
  !CARD_NAMES.test(name) && byName(name, interfaces).kind === 'veth';

/** A bridge without ports: nobody can be behind it, whatever the kernel says of its link. */
export const isPortless = (item: Interface, interfaces: readonly Interface[]): boolean =>
  item.kind === 'bridge' && !interfaces.some(other => other.master === item.name);

/** A link that is there and may not be used yet (RFC 2863, 3.1.12): 802.1X, a test of its cable. */
const WAITS = new Set(['dormant', 'testing']);

/**
 * Packets go by an interface from the moment that it has a carrier (LOWER_UP). The kernel writes its operational state,
 * from which NO-CARRIER is shown, up to a second later (net/core/link_watch.c).
 */
const isLinked = ({ flags, state }: Interface): boolean =>
  flags.includes('LOWER_UP') && (!flags.includes('NO-CARRIER') || !WAITS.has(state));

/** Switched off; on, without anything at the other end; or up. */
export function stateOf(item: Interface, interfaces: readonly Interface[]): Network['state'] {
  if (!item.flags.includes('UP')) return 'down';
  return isLinked(item) && !isPortless(item, interfaces) ? 'up' : 'no-carrier';
}

/** The network that an address brings has the other one too: it is the other end's, where it has one (ip-address(8), peer). */
export const isNear = ({ address, peer, prefix }: InterfaceAddress, other: string): boolean =>
  inPrefix(other, `${peer ?? address}/${prefix}`);

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

/** Lasting addresses before temporary, deprecated and not yet working ones (RFC 4862, 5.4), IPv4 before IPv6. */
export const rank = ({ family, flags }: Pick<InterfaceAddress, 'family' | 'flags'>): number =>
  family +
  (flags.includes('dadfailed') ? 80 : 0) +
  (flags.includes('tentative') ? 40 : 0) +
  (flags.includes('deprecated') ? 20 : 0) +
  (flags.includes('temporary') ? 10 : 0);

function networksOn(item: Interface, interfaces: readonly Interface[], counts = isUsable): Network[] {
  const seen = new Set<string>();
  return item.addresses
    .filter(counts)
    .toSorted((one, two) => rank(one) - rank(two))
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
export const networksOf = remembering((interfaces: readonly Interface[]): readonly Network[] => {
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
});

/** A bridge or cable at whose other end somebody is. */
const isInhabited = (item: Interface, interfaces: readonly Interface[]): boolean =>
  (item.kind === 'bridge' || item.kind === 'veth') && stateOf(item, interfaces) === 'up';

/**
 * The networks of containers and virtual machines on this machine: those of bridges and cables at whose other end
 * somebody is. They are the clients of this machine's own address there (172.17.0.1), and of no other.
 */
export const innerNetworks = (interfaces: readonly Interface[]): readonly Network[] =>
  interfaces
    .filter(item => isInner(item, interfaces) && isInhabited(item, interfaces))
    .flatMap(item => networksOn(item, interfaces));

/**
 * The links by whose link-local addresses this machine may be asked: whoever is there has such an address too. Behind a
 * container's bridge without a port is nobody: it counts only where others are asked about by name (`all`).
 */
export const linksOf = (interfaces: readonly Interface[], all: boolean): readonly Network[] =>
  interfaces
    .filter(item => !item.flags.includes('LOOPBACK') && !LAST_KINDS.has(item.kind ?? ''))
    .filter(item => all || !isInner(item, interfaces) || isInhabited(item, interfaces))
    .flatMap(item => networksOn(item, interfaces, ({ address }) => isLinkLocal(address)));

const byName = (name: string, interfaces: readonly Interface[]): Interface =>
  interfaces.find(item => item.name === name)!;

/** A bridge without ports or a tunnel without its program: nobody can be there at the moment. */
const isIdle = (item: Interface, interfaces: readonly Interface[]): boolean =>
  isPortless(item, interfaces) || (item.kind === 'tun' && stateOf(item, interfaces) !== 'up');
