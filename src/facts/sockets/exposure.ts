import { unmapped } from '../../net/address.js';
import { networkOf } from '../../net/network.js';
import { isLinkLocal, isLoopback, isMulticast, isPrivate, isWildcard } from '../../net/prefix.js';
import { networksOf } from '../interfaces/networks.js';
import type { Interface } from '../interfaces/types.js';
import type { Socket } from './types.js';

/**
 * Who can get to a listener by the address that it is bound to, before any firewall: this machine alone, those on the
 * networks named (CIDR form), or anyone who has a way to this machine.
 */
export interface Exposure {
  readonly kind: 'this-machine' | 'networks' | 'anyone';
  readonly networks: readonly string[];
}

const RANK = { 'this-machine': 0, networks: 1, anyone: 2 } as const;

const ofNetworks = (networks: readonly string[]): Exposure =>
  networks.length === 0
    ? { kind: 'this-machine', networks: [] }
    : { kind: 'networks', networks: [...new Set(networks)] };

/** A wildcard address takes from every network, of its family and on its interface. */
function exposureOfWildcard(socket: Socket, interfaces: readonly Interface[]): Exposure {
  const usable = networksOf(interfaces).filter(
    place =>
      place.usable &&
      (socket.device === null || place.interface === socket.device) &&
      (place.family === socket.family || (socket.family === 6 && socket.v6only !== true)),
  );
  const networks = usable.flatMap(({ network }) => network ?? []);
  if (socket.device !== null) return ofNetworks(networks);
  return { ...ofNetworks(networks), kind: networks.length > 0 ? 'anyone' : 'this-machine' };
}

/** Who can get to one socket. */
function exposureOfOne(socket: Socket, interfaces: readonly Interface[]): Exposure {
  const address = unmapped(socket.local.address);
  if (isLoopback(address) || socket.device === 'lo') return ofNetworks([]);
  if (isWildcard(address) || isMulticast(address)) return exposureOfWildcard(socket, interfaces);
  const networks = interfaces.flatMap(item =>
    item.addresses
      .filter(own => own.address === address)
      .flatMap(own => networkOf(own.peer ?? own.address, own.prefix) ?? []),
  );
  const open = !isPrivate(address) && !isLinkLocal(address) && networks.length > 0;
  return open ? { kind: 'anyone', networks } : ofNetworks(networks);
}

/** Who can get to any of the sockets: the widest of them, with the networks of all. */
export function exposureOf(sockets: readonly Socket[], interfaces: readonly Interface[]): Exposure {
  const each = sockets.map(socket => exposureOfOne(socket, interfaces));
  const widest = each.reduce<Exposure['kind']>(
    (kind, other) => (RANK[other.kind] > RANK[kind] ? other.kind : kind),
    'this-machine',
  );
  return { kind: widest, networks: [...new Set(each.flatMap(({ networks }) => networks))] };
}
