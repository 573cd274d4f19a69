import { holderOf } from '../../facts/interfaces/clients.js';
import {
  isInner,
  isNear,
  isOwnCable,
  type Network,
  networksOf,
  stateOf,
} from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { serverQuestions } from '../../facts/names/server-questions.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { addressesMeant } from '../../facts/questions.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { covering, lengthOf, wayOut } from '../route/way.js';
import type { Evidence, Outcome, Severity } from '../rule.js';

/** The interface that a question turns on, and how much hangs on it. */
export interface Place {
  readonly item: Interface;
  /** Nothing else leads there, or its address or a name of that was asked for: an error; else only this network is cut off: a warning. */
  readonly severity: Severity;
  readonly outcome: Outcome;
  /** The program that took the connection before it came there. */
  readonly handedOn?: readonly Evidence[];
}

/** The interface of that name. */
export const byName = (name: string | null, interfaces: readonly Interface[]): Interface | undefined =>
  name === null ? undefined : interfaces.find(item => item.name === name);

/** The interfaces through which this machine could reach others at all. */
export const outer = (interfaces: readonly Interface[]): readonly Interface[] =>
  interfaces.filter(
    item =>
      !item.flags.includes('LOOPBACK') &&
      !isInner(item, interfaces) &&
      !['dummy', 'sit', 'ip6tnl', 'ipip', 'gre', 'gretap', 'erspan', 'ifb'].includes(item.kind ?? ''),
  );

const alive = (place: Network): boolean => place.usable && place.state === 'up';

/** For a client elsewhere: the interface that its packets come in by. */
function forClient(
  interfaces: readonly Interface[],
  names: NameLookup | undefined,
  question: Question,
): Place | undefined {
  const { vantage, address, target } = question;
  const item = byName(vantage.input, interfaces) ?? holderOf(address, interfaces);
  if (!item) return undefined;
  const places = new Set(addressesMeant(target, names).map(each => holderOf(each, interfaces)?.name));
  const networks = networksOf(interfaces).filter(place => place.interface !== item.name && alive(place));
  const named =
    vantage.kind === 'address' ||
    (target.host !== null && !networks.some(place => places.has(place.interface)));
  const isCable = (name: string) => isOwnCable(name, interfaces);
  const others = networks.some(place => !isCable(place.interface) || isCable(item.name));
  return { item, severity: named || !others ? 'error' : 'warning', outcome: 'timeout' };
}

/** For a target elsewhere: the interface that its address names, on whose network it is, or the only one that there is. */
function forTarget(
  interfaces: readonly Interface[],
  routing: Routing | undefined,
  question: Question,
): Place | undefined {
  const lookup = routing && wayOut(routing, question);
  const held = outer(interfaces).find(item => covers(item, question.address));
  const item =
    byZone(question.address, interfaces) ??
    (held && routing && isPassedBy(held, routing, lookup) ? undefined : held) ??
    byName(lookup?.device ?? null, interfaces) ??
    (lookup?.error ? innerDown(interfaces, question.address) : undefined) ??
    alone(interfaces, lookup);
  return item && { item, severity: 'error', outcome: 'unreachable' };
}

/** The interface that an address names, or numbers: fe80::1%eth0, fe80::1%2. */
export function byZone(address: string, interfaces: readonly Interface[]): Interface | undefined {
  const zone = address.split('%')[1];
  return interfaces.find(({ name, index }) => zone === name || zone === String(index));
}

/** It has an address on the network of that one. */
export const covers = ({ addresses }: Interface, address: string): boolean =>
  addresses.some(own => own.prefix > 0 && isNear(own, address));

/** A route by another interface, as narrow as this one's own network at least, leads to the target all the same. */
function isPassedBy(held: Interface, routing: Routing, lookup: RouteLookup | undefined): boolean {
  if (!lookup || lookup.error !== null || lookup.device === held.name) return false;
  const own = held.addresses.filter(each => isNear(each, lookup.to));
  const narrowest = Math.max(...own.map(({ prefix }) => prefix));
  return covering(routing, lookup.to).some(
    route => route.device === lookup.device && lengthOf(route) >= narrowest,
  );
}

/** The way to the containers of an address's network, where it is switched off and no other interface has that network. */
export function innerDown(interfaces: readonly Interface[], address: string): Interface | undefined {
  const all = interfaces.filter(each => covers(each, address));
  return all.some(each => each.flags.includes('UP'))
    ? undefined
    : all.find(each => isInner(each, interfaces));
}

/** Without any route, the interface that ought to lead out, where there is but one. */
function alone(interfaces: readonly Interface[], lookup: RouteLookup | undefined): Interface | undefined {
  if (!lookup?.error) return undefined;
  const all = outer(interfaces).filter(item => item.master === null);
  const idle = all.filter(item => stateOf(item, interfaces) !== 'up');
  if (all.length === 1) return all[0];
  return idle.length === 1 && !networksOf(interfaces).some(alive) ? idle[0] : undefined;
}

/** This machine reaches each of its own addresses by lo: nothing gets there while that is switched off. */
function loopbackOff(interfaces: readonly Interface[], { address }: Question): Place | undefined {
  const item = interfaces.find(each => each.flags.includes('LOOPBACK'));
  if (!item || item.flags.includes('UP') || address === '') return undefined;
  return { item, severity: 'error', outcome: 'unreachable' };
}

/**
 * The interface that the question turns on; undefined where it turns on none (asked from here, by a loopback that is up).
 * With `names`, a name with an address on a network that works does not ask for the other ones.
 */
export function placeOf(
  interfaces: readonly Interface[],
  routing: Routing | undefined,
  question: Question,
  names?: NameLookup,
): Place | undefined {
  if (question.vantage.kind === 'self')
    return question.local ? loopbackOff(interfaces, question) : forTarget(interfaces, routing, question);
  return question.local ? forClient(interfaces, names, question) : undefined;
}

/**
 * Whose way a question turns on: its own; or, for a name that no server was heard about, that of its name servers, where
 * all of them are other machines.
 */
export function waysMeant(
  names: NameLookup | undefined,
  question: Question,
  interfaces: readonly Interface[],
): readonly Question[] {
  const servers = names ? serverQuestions(names, question, interfaces).filter(({ local }) => !local) : [];
  const isOne = (server: string) => servers.some(({ address }) => address === server);
  return servers.length > 0 && names?.servers.every(isOne) ? servers : [question];
}

/** What a client here does not get to, in words. */
export const goalOf = (asked: Question, question: Question): string =>
  asked === question ? asked.address : `name server ${asked.address}`;

/** What an interface rests on: the ports of a bridge or bond, the device below a VLAN or one that a tunnel is bound to. */
export function below(item: Interface, interfaces: readonly Interface[]): readonly Interface[] {
  // The number is of an interface there, whoever has it here.
  if (item.linkNamespace !== undefined) return [];
  if (['vlan', 'macvlan', 'ipvlan', 'macvtap'].includes(item.kind ?? ''))
    return interfaces.filter(other => other.index === item.linkIndex);
  if (item.kind === 'vxlan') return interfaces.filter(other => other.index === item.carriedBy);
  return interfaces.filter(other => other.master === item.name && !isInner(other, interfaces));
}

/**
 * The state of the link by which an interface's packets leave. A VXLAN's own stays up, whatever happens to the device
 * that it is bound to (drivers/net/vxlan/vxlan_core.c).
 */
export function linkOf(item: Interface, interfaces: readonly Interface[]): Network['state'] {
  const [carrier] = item.kind === 'vxlan' ? below(item, interfaces) : [];
  const own = stateOf(item, interfaces);
  return carrier && own === 'up' ? stateOf(carrier, interfaces) : own;
}

/** As `ip link` shows it. */
export const flagsOf = ({ name, flags, state }: Interface): string =>
  `${name}: <${flags.join(',')}> state ${state.toUpperCase()}`;

/** This machine did get through to the target elsewhere, whatever the interface looks like. */
export const getsOut = (probes: readonly Probe[] | undefined, question: Question): boolean =>
  question.vantage.kind === 'self' && probeOf(probes, question)?.outcome === 'connected';
