import { parseAddress, unmapped } from '../net/address.js';
import { isLocalhost, isLoopback, isWildcard } from '../net/prefix.js';
import { here, isElsewhere, type Question, type Vantage } from '../net/question.js';
import type { Target } from '../net/target.js';
import { fromNetworks } from './from-networks.js';
import { type Arrival, arrivalOf } from './interfaces/clients.js';
import type { Interface } from './interfaces/types.js';
import type { NameLookup } from './names/types.js';
import type { Neighbour, RouteLookup } from './routes/types.js';
import type { WaysIn } from './routes/uplink.js';
import { type Behind, throughHere } from './through-here.js';

/** Who is asked about, and by which family. */
export interface Asking {
  /** self, lan, any, or a client's address. */
  readonly from: string;
  readonly family: 4 | 6 | null;
}

/** What the questions are made from: no more than can be known before anything is tried. */
export interface Ground extends WaysIn {
  readonly target: Target;
  readonly asking: Asking;
  readonly port: number | null;
  readonly interfaces: readonly Interface[];
  /** The interfaces cannot be seen: by which networks others may come is not known. */
  readonly unseen?: boolean;
  readonly neighbours: readonly Neighbour[];
  /** The lookup of the target's name; undefined where it has none to look up. */
  readonly names: NameLookup | undefined;
  /** Of the target's addresses, those that no interface has and a route of type local makes this machine's. */
  readonly kept?: readonly string[];
  /** Of the target's addresses and the client's, those that other network namespaces of this machine have. */
  readonly behind?: readonly Behind[];
  /** Where this machine's routes lead to the target's addresses that are not its own. */
  readonly ways?: readonly RouteLookup[];
}

const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);

/** An address that this machine answers on: loopback, a wildcard, or one of its interfaces'. */
export function isLocal(address: string, interfaces: readonly Interface[]): boolean {
  return (
    isLoopback(address) ||
    isWildcard(address) ||
    interfaces.some(item => item.addresses.some(own => own.address === address.split('%')[0]))
  );
}

const ownIn =
  ({ interfaces, kept = [] }: Ground) =>
  (address: string): boolean =>
    isLocal(address, interfaces) || kept.includes(address);

/** Every (client, address) pair that the target means, in the order of the report: this machine first. */
export function questionsOf(ground: Ground): readonly Question[] {
  const { target, asking } = ground;
  const isOwn = ownIn(ground);
  // A program that listens nowhere is asked about once: there is no address to ask by.
  if (ground.port === null)
    return [
      { target, vantage: here, protocol: target.protocol, family: 4, address: '', port: 0, local: true },
    ];
  const wants = (...kinds: string[]) => kinds.includes(asking.from);
  const addresses = addressesOf(ground, wants('self', 'any'));
  const local = addresses === 'all' ? ownAddresses(ground.interfaces) : addresses;
  const questions: Question[] = [];
  const family = (address: string) => (address === '' ? (asking.family ?? 4) : familyOf(address));
  const add = (vantage: Vantage, address: string, by = family(address)) =>
    questions.push({
      target,
      vantage,
      protocol: target.protocol,
      family: by,
      address,
      port: ground.port ?? 0,
      local: address === '' || isOwn(address),
    });
  if (wants('self', 'any')) for (const address of local) add(here, address);
  const others =
    addresses === 'all' ? 'all' : local.filter(each => !isLoopback(each) && !isWildcard(each) && isOwn(each));
  if (wants('lan', 'any'))
    for (const [vantage, address] of fromNetworks({ ...ground, forLan: wants('lan') }, others))
      add(vantage, address);
  if (!wants('self', 'lan', 'any'))
    for (const [vantage, address] of fromClient(asking.from, ground, addresses === 'all' ? 'all' : local))
      add(vantage, address);
  const asked = questions.filter(
    each => asking.family === null || each.family === asking.family || each.address === '',
  );
  if (asked.length > 0 || wants('self', 'any')) return asked;
  // No address of this machine is one by which that client could come.
  if (addresses === 'all') {
    add(clientWithoutWay(asking.from), '', asking.family ?? clientFamily(asking.from));
    return questions.slice(-1);
  }
  return fromNowhere(ground);
}

/** What is asked by a client that comes to none of this machine's own addresses. */
function fromNowhere(ground: Ground): readonly Question[] {
  const { asking, interfaces } = ground;
  const { from } = asking;
  const tried = questionsOf({ ...ground, asking: { ...asking, from: 'self' } });
  // This machine itself, by one of its addresses.
  if (isLocal(from, interfaces) && tried.every(({ family }) => family === familyOf(from)))
    return tried.map(each => ({ ...each, vantage: clientWithoutWay(from, 'self') }));
  const vantage = clientWithoutWay(from);
  // Whoever asks for the wildcard elsewhere asks for itself, and no interface of this machine is on the way.
  const own = tried.filter(({ address }) => isWildcard(address)).map(each => ({ ...each, vantage }));
  if (own.length > 0) return own;
  const passing = (each: Question) => throughHere(each, from, ground);
  const away = tried.filter(each => passing(each).length === 0);
  // A target on another machine is asked from here: what others get from it is not to be known here, and left open.
  return [
    ...away,
    ...tried.flatMap(passing),
    ...away.filter(isElsewhere).map(each => ({ ...each, vantage })),
  ];
}

const clientFamily = (from: string): 4 | 6 => (from === 'lan' ? 4 : familyOf(from));

const clientWithoutWay = (from: string, kind: Vantage['kind'] = 'address'): Vantage => ({
  kind: from === 'lan' ? 'lan' : kind,
  label: from,
  source: from === 'lan' ? null : from,
  input: null,
  network: null,
});

/** The addresses that the target's host or name means; none where it names a port or a program. */
export function addressesMeant(target: Target, names: NameLookup | undefined): readonly string[] {
  if (target.host === null) return [];
  const typed = parseAddress(target.host) !== undefined;
  // What is asked for by a mapped address goes out as IPv4 (RFC 4291 section 2.5.5.2).
  return typed ? [unmapped(target.host)] : (names?.addresses.map(each => each.address) ?? []);
}

/**
 * The addresses that the target names; `all` where it names a port of this machine. Whoever asks for another machine
 * means this one by `localhost`: there, it would be that machine itself.
 */
function addressesOf({ target, names, asking }: Ground, fromHere: boolean): readonly string[] | 'all' {
  if (target.host === null) return 'all';
  const found = addressesMeant(target, names);
  if (!fromHere && found.length > 0 && found.every(isLoopback)) return 'all';
  // A name may have none of the family that is asked for, as it may have none at all.
  const right = found.filter(each => asking.family === null || familyOf(each) === asking.family);
  return right.length ? [...new Set(right)] : [''];
}

/** Loopback first, then the addresses that other machines can use, in the order of the interfaces. */
function ownAddresses(interfaces: readonly Interface[]): string[] {
  const all = interfaces.flatMap(item => item.addresses.map(each => ({ ...each, item })));
  const usable = (family: 4 | 6) =>
    all
      .filter(
        each =>
          each.family === family &&
          each.scope === 'global' &&
          each.item.flags.includes('UP') &&
          !isLoopback(each.address) &&
          !each.flags.some(flag => ['tentative', 'dadfailed', 'temporary', 'deprecated'].includes(flag)),
      )
      .map(each => each.address);
  const loopback = all.filter(each => isLoopback(each.address)).map(each => each.address);
  const first = loopback.filter(isLocalhost);
  return [...(first.length > 0 ? first : ['127.0.0.1']), ...usable(4).slice(0, 8), ...usable(6).slice(0, 8)];
}

/** The addresses by which a client may ask for a port: where it comes in for certain, or else where its answers leave too. */
function arrivals(arrival: Arrival, client: string, { interfaces, wayBack }: Ground): readonly string[] {
  const other = wayBack === undefined ? null : arrivalOf(client, null, interfaces, wayBack);
  return [...new Set([arrival.address ?? '', ...(other?.address ? [other.address] : [])])];
}

/** The questions of one client by its address, each arriving where that client's packets would. */
function* fromClient(
  client: string,
  ground: Ground,
  addresses: readonly string[] | 'all',
): Generator<[Vantage, string]> {
  const { interfaces } = ground;
  const isOwn = ownIn(ground);
  const own = isLocal(client, interfaces);
  const arrival = arrivalOf(client, null, interfaces, ground.uplink);
  const named = addresses === 'all' ? (arrival ? arrivals(arrival, client, ground) : []) : addresses;
  for (const address of named) {
    if (address !== '' && (familyOf(address) !== familyOf(client) || !isOwn(address))) continue;
    const input = own ? null : (arrivalOf(client, address, interfaces)?.interface ?? null);
    yield [{ kind: own ? 'self' : 'address', label: client, source: client, input, network: null }, address];
  }
}
