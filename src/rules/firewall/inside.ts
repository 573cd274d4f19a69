import { type Fact, valueIn } from '../../facts/fact.js';
import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { unseenAddress } from '../../facts/interfaces/unseen.js';
import { isMachine, type Namespace } from '../../facts/namespaces/types.js';
import type { Stop } from '../../firewall/leg.js';
import { type Walk, walk } from '../../firewall/walk.js';
import { familyOf } from '../../net/address.js';
import { comesHere, here, type Question } from '../../net/question.js';
import { remembering } from '../../net/remember.js';
import { askedHere, likelyMeant } from '../name/server-here.js';
import { routeInside } from '../route/router-inside.js';
import type { Evidence, Finding, Unchecked } from '../rule.js';
import { askedByOthers } from './asked-by-others.js';
import { entering } from './entering.js';
import {
  findIn,
  inward,
  isJudged,
  type Judged,
  judge,
  onTheWayThrough,
  openForSome,
  type WalkSeen,
} from './judged.js';
import { type Goal, type ProxyFacts, proxied, throughProxy } from './proxied.js';
import { toldFromOutside } from './told-from-outside.js';

/** A question as it is asked in the namespace that the connection is sent on to. */
export interface Inside {
  readonly judged: Judged;
  readonly question: Question;
  readonly space: Namespace;
}

/** What it takes to follow a connection into another namespace. */
export type InsideSeen = WalkSeen & {
  readonly namespaces: Fact<readonly Namespace[]>;
} & Partial<ProxyFacts>;

type Own = Pick<Interface, 'name' | 'flags' | 'addresses' | 'type' | 'kind'>;

/** An interface of another namespace, as far as it is known. */
export const nic = (
  name: string,
  addresses: readonly string[],
  [four, six]: readonly [number, number],
): Own => ({
  name,
  flags: ['UP'],
  type: name === 'lo' ? 'loopback' : 'ether',
  kind: null,
  addresses: addresses.map(address => ({
    family: address.includes(':') ? 6 : 4,
    address,
    prefix: address.includes(':') ? six : four,
    scope: 'global',
    ...unseenAddress,
  })),
});

/** Where the walk ends in another namespace whose rules were read: the same connection as it comes in there. */
export function inside(seen: InsideSeen, question: Question): Inside | undefined {
  // Another machine's rules are its own business.
  if (question.behind === 'client') return undefined;
  const outer = judge(seen, question);
  if (!isJudged(outer) || outer.walk.delivery === 'local') return undefined;
  // Whoever is masqueraded on the way comes in there with an address of this machine.
  const { source, destination } = outer.walk;
  return enter(seen, question, { ...destination, source });
}

/** The connection as it comes into the namespace that has its address. */
function enter(seen: InsideSeen, question: Question, { address, port, source }: Goal): Inside | undefined {
  const space = valueIn(seen.namespaces)?.find(each => each.addresses.includes(address));
  if (!space?.firewall) return undefined;
  const { vantage } = question;
  // This machine's own address, or the one that stands for all who are masqueraded, whatever their network.
  const single = vantage.kind === 'self' || isMasked(question, source);
  // A container may have a way back by another of its networks; the machine has this one by the cable between them.
  const device = isMachine(space) ? deviceTo(space, source) : space.firewall.device;
  const inner: Question = {
    ...question,
    vantage: { ...vantage, ...(single && { kind: 'address', network: null }), source, input: device },
    family: familyOf(address) ?? question.family,
    address,
    port,
    local: true,
  };
  return walkInside(space, inner);
}

/** Another client's own address, where one is known, does not arrive: it is masqueraded on the way. */
const isMasked = ({ vantage }: Question, source: string | null): boolean =>
  vantage.kind !== 'self' && vantage.source !== null && source !== null && source !== vantage.source;

/** The interface by which a namespace has a peer: its only one, or that of its route there. */
const deviceTo = ({ firewall, routes = [] }: Namespace, peer: string | null): string | null =>
  firewall?.device ?? routeInside(routes, peer ?? '')?.device ?? null;

/** The rules with nobody's user: who serves or asks in there is not this process. */
export const anybodys = remembering(({ asker: _asker, ...rules }: FirewallRules): FirewallRules => rules);

/** The walk of a question in a namespace whose rules were read, as it is put there. */
export function walkInside(space: Namespace, question: Question): Inside | undefined {
  if (!space.firewall) return undefined;
  const peer = question.local ? question.vantage.source : question.address;
  const device = deviceTo(space, peer);
  const facts = {
    firewall: anybodys(space.firewall.rules),
    interfaces: [nic('lo', ['127.0.0.1', '::1'], [8, 128]), cableOf(space, device)] as Interface[],
  };
  const way = walk(facts, question);
  return way && { judged: { facts, walk: way, lacks: null }, question, space };
}

/** The one interface by which all come and go; where it is not known which that is, none leads anywhere. */
const cableOf = ({ addresses }: Namespace, device: string | null): Own =>
  nic(device ?? '?', addresses, device === null ? [32, 128] : [0, 0]);

/** What rules of this verdict surely stop on the way in, here or in the namespace that it is sent on to. */
export function stoppedBy(
  verdict: 'drop' | 'reject',
  seen: InsideSeen,
  question: Question,
): Finding | Unchecked | undefined {
  const isMine = (stop: Stop, walk: Walk) =>
    stop.verdict === verdict && stop.reason === 'rule' && !onTheWayThrough(stop, walk);
  const found = (judged: Judged | Unchecked | undefined, asked: Question) =>
    findIn(judged, inward, isMine, (each, leg, stop) => entering(each, leg, stop, asked));
  const outer = comesHere(question) ? found(judge(seen, question), question) : undefined;
  if (outer && 'severity' in outer) return outer;
  return foundBehind(seen, question, found) ?? behindItsName(seen, question, found) ?? outer;
}

type Check = (judged: Judged, asked: Question) => Finding | Unchecked | undefined;

/** What `check` finds in the namespace where a program hands the connections on to: it is a client of its own there. */
function behindProxy(seen: InsideSeen, question: Question, check: Check): Finding | undefined {
  const goal = proxied(seen, question);
  const way = goal && enter(seen, { ...question, vantage: here }, goal);
  const found = way && check(way.judged, way.question);
  if (!found || !('severity' in found)) return undefined;
  return throughProxy(toldFromOutside(way, found, valueIn(seen.containers!)), goal.evidence);
}

/**
 * What `check` finds of the server here, where its name leads to another machine that is not had, or nowhere. What only
 * others would meet once it leads here is no error: nobody can ask by that name yet.
 */
function behindItsName(
  seen: InsideSeen,
  question: Question,
  check: (judged: Judged | Unchecked | undefined, asked: Question) => Finding | Unchecked | undefined,
): Finding | undefined {
  const { local, address, target, vantage } = question;
  if ((local && address !== '') || target.host === null || vantage.kind !== 'self') return undefined;
  const sockets = valueIn(seen.sockets) ?? [];
  const meant = askedHere(valueIn(seen.probes) ?? [], sockets, question);
  const isMeant = address === '' ? likelyMeant(sockets, question) : meant !== question;
  if (!isMeant) return undefined;
  const asked = [...(meant === question ? [] : [meant]), ...askedByOthers(seen, meant)];
  for (const each of asked) {
    const found = check(judge(seen, each), each);
    if (found && 'severity' in found) return each === meant ? found : { ...found, severity: 'warning' };
  }
  return undefined;
}

/** What `check` finds in the namespace that a rule, or a program, leads the connection to. */
export const foundBehind = (
  seen: InsideSeen,
  question: Question,
  check: Check,
): Finding | Unchecked | undefined =>
  foundInside(seen, question, check) ?? behindProxy(seen, question, check);

/** By which address rules inside know a client who is masqueraded. */
function arrivesAs({ vantage: { source } }: Question, outside: Question): readonly Evidence[] {
  if (!isMasked(outside, source)) return [];
  const says = `All who are sent on to there come in with the address ${source}, which this machine's NAT rules give them`;
  return [{ fact: 'firewall', says, source: "this machine's postrouting rules" }];
}

/** What `check` finds in the namespace that the connection is sent on to, as it comes in there. */
export function foundInside(
  seen: InsideSeen,
  question: Question,
  check: Check,
): Finding | Unchecked | undefined {
  const way = inside(seen, question);
  const there =
    way && (openForSome(way.judged.facts, way.judged.walk, question) ?? check(way.judged, way.question));
  if (!way || !there || !('severity' in there)) return there;
  const told = toldFromOutside(way, there, seen.containers && valueIn(seen.containers));
  return { ...told, evidence: [...told.evidence, ...arrivesAs(way.question, question)] };
}
