import { inPrefix, isLinkLocal } from '../net/prefix.js';
import type { Vantage } from '../net/question.js';
import { clientOn, holderOf } from './interfaces/clients.js';
import { innerNetworks, isOwnCable, linksOf, type Network, networksOf } from './interfaces/networks.js';
import { isTunnel } from './interfaces/tunnels.js';
import type { Interface } from './interfaces/types.js';
import type { Neighbour } from './routes/types.js';

/** What the questions of other machines are made from. */
interface Lan {
  readonly interfaces: readonly Interface[];
  readonly neighbours: readonly Neighbour[];
  /** The interfaces cannot be seen: by which networks others may come is not known. */
  readonly unseen?: boolean;
  /** They are asked about by name: `--from lan`. */
  readonly forLan: boolean;
}

/** As many networks are asked about as can be judged in a run's time, the first ones. */
const mostNetworks = 256;

/** Networks that work; where nothing does but somebody's own cables, those of the cards too. */
export function liveNetworks(interfaces: readonly Interface[]): readonly Network[] {
  const networks = networksOf(interfaces);
  const isCable = ({ interface: name }: Network) => isOwnCable(name, interfaces);
  const isLive = (each: Network) => each.usable && each.state === 'up';
  const live = networks.filter(isLive);
  const asked = live.every(isCable) ? networks.filter(each => isLive(each) || !isCable(each)) : live;
  return (asked.length ? asked : networks).slice(0, mostNetworks);
}

/** The network is that of the address: at the end of a point-to-point link it is the other end's. */
const holds = ({ network, address: own, interface: name }: Network, address: string): boolean =>
  network === null ||
  own === address ||
  (inPrefix(address, network) && (address.split('%')[1] ?? name) === name);

/** Two cards of one network: who is there finds the one that has the address, and comes in by that. A link-local address is had by no other at all. */
const isFoundBeside = (
  { interface: name, network }: Network,
  address: string,
  interfaces: readonly Interface[],
): boolean => {
  const holder = holderOf(address, interfaces)?.name;
  return (
    holder !== undefined &&
    holder !== name &&
    (isLinkLocal(address) ||
      networksOf(interfaces).some(
        each => each.interface === holder && each.network === network && each.state === 'up',
      ))
  );
};

/**
 * Named addresses that no network holds, and others may ask for: those of the loopback interface and of local routes
 * (a service's address that routers lead here); any other only where others are asked about by name (`--from lan`).
 */
const strays = (
  { interfaces, forLan }: Lan,
  addresses: readonly string[],
  places: readonly Network[],
): readonly string[] =>
  addresses
    .filter(address => !places.some(place => holds(place, address)))
    .filter(address => forLan || holderOf(address.split('%')[0]!, interfaces) === undefined);

/** Containers ask this machine by its address on their bridge, and are none of the machines of `--from lan`. */
const inner = ({ interfaces, forLan }: Lan): readonly Network[] => (forLan ? [] : innerNetworks(interfaces));

/** The links of link-local addresses, which are none of the networks that are asked about where nobody names them. */
const linksBeside = ({ interfaces, forLan }: Lan, addresses: readonly string[]): readonly Network[] =>
  addresses.some(isLinkLocal)
    ? linksOf(interfaces, forLan).filter(
        link =>
          addresses.some(address => holds(link, address)) &&
          !networksOf(interfaces).some(({ address }) => address === link.address),
      )
    : [];

/** A second address with room for nobody else (a /32 beside the network's) is asked for by those of the first. */
function homeOf(place: Network, places: readonly Network[]): Network {
  const { interface: name, family } = place;
  const isRoomy = ({ peer, prefix }: Network) => peer !== null || (prefix ?? 128) < (family === 6 ? 128 : 32);
  if (isRoomy(place)) return place;
  return places.find(each => each.interface === name && each.family === family && isRoomy(each)) ?? place;
}

/**
 * A card's address alone (a cloud's /32) is no network of those who come in there. Of a tunnel with such an address
 * nobody is known to come in by it at all.
 */
const isWithout = (source: string | null, place: Network, interfaces: readonly Interface[]): boolean =>
  !isTunnel(place.interface, interfaces) && (source === null || !holds(place, source));

const somewhere: Vantage = { kind: 'lan', label: 'lan', source: null, input: null, network: null };

/**
 * One question per network and address: its own address there, or the named one by whichever network holds it, and by
 * every one where none does. Whether others get to a port is asked too where no network can be seen.
 */
export function* fromNetworks(
  ground: Lan,
  addresses: readonly string[] | 'all',
): Generator<[Vantage, string]> {
  const { interfaces, neighbours } = ground;
  if (ground.unseen && addresses === 'all') yield [somewhere, ''];
  const live = liveNetworks(interfaces);
  const places =
    addresses === 'all'
      ? live
      : [...networksOf(interfaces), ...inner(ground), ...linksBeside(ground, addresses)];
  const lost = addresses === 'all' ? [] : strays(ground, addresses, places);
  for (const network of places) {
    const home = homeOf(network, places);
    const source = clientOn(home, interfaces, neighbours);
    const vantage: Vantage = {
      kind: 'lan',
      label: 'lan',
      source,
      input: network.interface,
      network: isWithout(source, home, interfaces) ? null : home.network,
    };
    if (addresses === 'all') {
      yield [vantage, network.address ?? ''];
      continue;
    }
    const isLive = live.some(({ interface: name }) => name === network.interface);
    const led = lost.filter(address => isLive && address.includes(':') === (network.family === 6));
    const held = addresses.filter(each => holds(network, each) && !isFoundBeside(network, each, interfaces));
    for (const address of [...held, ...led]) yield [vantage, address];
  }
}
