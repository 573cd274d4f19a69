import type { Question, Vantage } from '../net/question.js';
import { liveNetworks } from './from-networks.js';
import { arrivalOf, clientOn } from './interfaces/clients.js';
import type { Network } from './interfaces/networks.js';
import type { Interface } from './interfaces/types.js';
import type { Namespace } from './namespaces/types.js';
import type { Neighbour, RouteLookup } from './routes/types.js';

/** An address of another network namespace of this machine, and the interface that leads there. */
export interface Behind {
  readonly address: string;
  readonly device: string;
}

/** Kinds of interfaces at whose other end a namespace of this machine may be. */
const INWARD = new Set(['veth', 'bridge', 'netkit', 'tun', 'openvswitch']);
/** Names of network cards, at whose other end is another machine; inside a container its way out is called so too. */
const CARD = /^(eth|en|wl|ww|ib)/;

/** At its other end may be a namespace of this machine. */
export const leadsInward = ({ name, kind }: Interface): boolean => !CARD.test(name) && INWARD.has(kind ?? '');

/** Those of the looked-up addresses that a namespace of this machine has at the other end of an interface, with no router between. */
export const behindHere = (
  lookups: readonly RouteLookup[],
  spaces: readonly Namespace[],
  interfaces: readonly Interface[],
): readonly Behind[] =>
  lookups.flatMap(({ to, type, gateway, device }) =>
    type === 'unicast' &&
    gateway === null &&
    device &&
    interfaces.some(each => each.name === device && leadsInward(each)) &&
    spaces.some(each => each.addresses.includes(to))
      ? [{ address: to, device }]
      : [],
  );

/** What tells by which interfaces others come. */
interface Ground {
  /** The addresses that namespaces of this machine have, of the target's and the client's. */
  readonly behind?: readonly Behind[];
  /** Where this machine's routes lead to the target. */
  readonly ways?: readonly RouteLookup[];
  readonly interfaces: readonly Interface[];
  readonly neighbours: readonly Neighbour[];
}

/** Who is on the network of the address itself needs this machine only where a bridge of it is in between. */
const passes = (input: string, { device }: Behind, interfaces: readonly Interface[]): boolean =>
  input !== device || interfaces.find(({ name }) => name === device)?.kind === 'bridge';

/** A client on the network that is not the asked-for address itself: the first after that, where nobody else was heard of. */
function otherOn(place: Network, asked: string, { interfaces, neighbours }: Ground): string | null {
  const others = neighbours.filter(({ address }) => address !== asked);
  const client = clientOn(place, interfaces, others);
  // A list of its own: for this one, the first free address of the network is remembered, which is the asked one.
  return client === asked ? clientOn({ ...place, address: asked }, [...interfaces], others) : client;
}

/** Machines on every network. */
const fromNetworks = (to: Behind, family: 4 | 6, { interfaces, neighbours }: Ground): Vantage[] =>
  liveNetworks(interfaces)
    .filter(place => place.family === family && passes(place.interface, to, interfaces))
    .map(place => ({
      kind: 'lan',
      label: 'lan',
      source: otherOn(place, to.address, { interfaces, neighbours }),
      input: place.interface,
      network: place.network,
    }));

/** One client. */
function fromClient(client: string, to: Behind, { interfaces }: Ground): Vantage[] {
  const own = interfaces.some(item => item.addresses.some(each => each.address === client));
  const input = arrivalOf(client, null, interfaces)?.interface;
  const alike = client.includes(':') === to.address.includes(':');
  if (own || !alike || client === to.address || input === undefined || !passes(input, to, interfaces))
    return [];
  return [{ kind: 'address', label: client, source: client, input, network: null }];
}

/** A namespace of this machine asks another machine, of which this one knows the address and the way: it is its router. */
function outOf(client: string, { target, address }: Question, { behind = [], ways = [] }: Ground): Vantage[] {
  const own = behind.find(each => each.address === client);
  const way = ways.find(({ to, type }) => to === address && type === 'unicast');
  // Names are looked up inside in a way of its own.
  if (!own || !way?.device || way.device === own.device || target.host !== address) return [];
  return [{ kind: 'address', label: client, source: client, input: own.device, network: null }];
}

/** The question as those ask it whose packets for the address pass through this machine; none where nobody's do. */
export function throughHere(question: Question, from: string, ground: Ground): readonly Question[] {
  const place = (ground.behind ?? []).find(({ address }) => address === question.address);
  const vantages = !place
    ? outOf(from, question, ground)
    : from === 'lan'
      ? fromNetworks(place, question.family, ground)
      : fromClient(from, place, ground);
  return vantages.map(vantage => ({ ...question, vantage, behind: place ? 'target' : 'client' }));
}
