import type { FirewallRules } from '../facts/firewall/types.js';
import { clientOn } from '../facts/interfaces/clients.js';
import { isInner } from '../facts/interfaces/networks.js';
import type { Interface, InterfaceAddress } from '../facts/interfaces/types.js';
import type { Neighbour, Route } from '../facts/routes/types.js';
import { takers } from '../facts/sockets/cover.js';
import type { Socket } from '../facts/sockets/types.js';
import { networkOf } from '../net/network.js';
import { isLinkLocal, isMulticast, isPrivate, isWildcard } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { stopsSurely } from './leg.js';
import { walk } from './walk.js';

/** Who can get to a listener: by the address that it is bound to, past the packet filters, with a way back. */
export interface Exposure {
  /** This machine alone; the machines on the networks named; or anyone who has a way to this machine. */
  readonly kind: 'this-machine' | 'networks' | 'anyone';
  /** In CIDR form. */
  readonly networks: readonly string[];
  /** Networks that it is bound for, and that a packet filter keeps out. */
  readonly blocked: readonly string[];
}

/** What exposure is worked out from; without rules by the bound address alone. */
export interface Surroundings {
  readonly interfaces: readonly Interface[];
  readonly neighbours: readonly Neighbour[];
  /** Undefined where they are not known; then a way to everywhere is assumed. */
  readonly routes: readonly Route[] | undefined;
  readonly rules: FirewallRules | undefined;
}

/** Addresses of documentation (RFC 5737, RFC 3849) stand for clients on no network of ours. */
const OUTSIDE = { 4: '203.0.113.77', 6: '2001:db8:77::77' } as const;

/** An address of this machine with the network that it is on. */
interface Place {
  readonly item: Interface;
  readonly own: InterfaceAddress;
  readonly network: string;
}

function placesOf(interfaces: readonly Interface[]): Place[] {
  return interfaces
    .filter(({ flags }) => flags.includes('UP') && !flags.includes('LOOPBACK'))
    .flatMap(item =>
      item.addresses
        .filter(({ scope, flags }) => scope !== 'host' && !flags.includes('dadfailed'))
        .flatMap(own => {
          const network = networkOf(own.peer ?? own.address, own.prefix);
          return network === undefined ? [] : [{ item, own, network }];
        }),
    );
}

/** A packet filter stops the connection for certain: a doubt is no protection. */
function isStopped(
  { rules, interfaces }: Surroundings,
  { item, own }: Place,
  { protocol, port }: Served,
  source: string | null,
  address: string,
): boolean {
  if (!rules || source === null) return false;
  const question: Question = {
    target: {
      input: String(port),
      kind: 'port',
      protocol,
      host: null,
      port,
      scheme: null,
      path: null,
      pid: null,
      socketPath: null,
      program: null,
    },
    vantage: { kind: 'address', label: source, source, input: item.name, network: null },
    protocol,
    family: own.family,
    address,
    port,
    local: true,
  };
  const way = walk({ firewall: rules, interfaces }, question);
  return [way, way?.reply, way?.follow, way?.answer].some(leg => leg && stopsSurely(leg));
}

/** Sockets that share a port. */
export interface Served {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly sockets: readonly Socket[];
}

/** The socket that takes what comes to this address; else one that is bound to a group, which neighbours send to. */
const takerAt = ({ sockets, protocol }: Served, { item, own }: Place): Socket | undefined =>
  takers(sockets, own.address, item.name)[0] ??
  sockets.find(
    ({ local, family, device }) =>
      protocol === 'udp' &&
      isMulticast(local.address) &&
      family === own.family &&
      (device ?? item.name) === item.name,
  );

/** Who can get to any of the sockets. */
export function exposureOf(served: Served, surroundings: Surroundings): Exposure {
  const places = placesOf(surroundings.interfaces);
  const lasting = exposureAt(
    places.filter(({ own }) => !isLinkLocal(own.address)),
    served,
    surroundings,
  );
  // Link-local addresses come with every cable: they are worth naming where nothing else lets anybody in, or by themselves.
  if (lasting.kind !== 'this-machine') return lasting;
  return exposureAt(places, served, surroundings);
}

function exposureAt(places: readonly Place[], served: Served, surroundings: Surroundings): Exposure {
  const { interfaces, neighbours, routes } = surroundings;
  const open = new Set<string>();
  const blocked = new Set<string>();
  let anyone = false;
  for (const place of places) {
    const { item, own, network } = place;
    const taker = takerAt(served, place);
    if (!taker) continue;
    const wide = isWildcard(taker.local.address);
    const group = isMulticast(taker.local.address);
    // Who listens everywhere means the networks that people are on, not a bridge for containers.
    if ((wide || group) && isInner(item, interfaces)) continue;
    const to = group ? taker.local.address : own.address;
    const near = clientOn(
      {
        interface: item.name,
        family: own.family,
        address: own.address,
        prefix: own.prefix,
        network,
        peer: own.peer,
        state: 'up',
        usable: true,
      },
      interfaces,
      neighbours,
    );
    if (isStopped(surroundings, place, served, near, to)) {
      blocked.add(network);
      continue;
    }
    open.add(network);
    const far =
      !isLinkLocal(own.address) && !group && ((wide && taker.device === null) || !isPrivate(own.address));
    const away =
      routes?.some(route => route.family === own.family && route.destination === 'default') ?? true;
    anyone ||= far && away && !isStopped(surroundings, place, served, OUTSIDE[own.family], to);
  }
  return {
    kind: anyone ? 'anyone' : open.size > 0 ? 'networks' : 'this-machine',
    networks: [...open],
    blocked: [...blocked].filter(network => !open.has(network)),
  };
}
