import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Discovery, discover, discoverThere } from '../../firewall/discovery.js';
import { type Stop, stopsSurely } from '../../firewall/leg.js';
import { sayQuote } from '../../firewall/quote.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { wayBack } from '../route/way.js';
import { defineRule, type Finding, type Unchecked, unchecked } from '../rule.js';
import { serversOf, takersOf } from '../serving.js';
import { isJudged, type Judged, judge, WALK_FACTS, type WalkSeen } from './judged.js';
import { letNeighbours } from './let-neighbours.js';
import { sameSwitch } from './main-switch.js';
import { type Missed, missed } from './missed-neighbour.js';
import { type Loss, lostUnread, nameOf } from './neighbour-unread.js';
import { unansweredArp, unaskedArp } from './unanswered-arp.js';
import { asked, evidenceOf, stopSentence, whom } from './words.js';

/** This machine's address on the network of the card that holds the other one, where it has one there. */
const ownBeside = (card: Interface | undefined, other: string | null): string | undefined =>
  other === null
    ? undefined
    : card?.addresses.find(own => inPrefix(other, `${own.address}/${own.prefix}`))?.address;

/** The client takes the address for its neighbour's: it is of the network that they share. */
const isOnLink = (card: Interface | undefined, { vantage: { source }, address }: Question): boolean =>
  card?.addresses.some(own =>
    [source, address].every(each => each !== null && inPrefix(each, `${own.address}/${own.prefix}`)),
  ) ?? false;

/**
 * Who has to find our hardware address, as a question of its own: the client on a network of this machine, or else the
 * router that the reply to it goes to, where its packets come by the same card. What this machine holds elsewhere is
 * sent to an address that they share.
 */
function seeker({ interfaces, routes }: WalkSeen, question: Question): Question | undefined {
  const { vantage, address } = question;
  const card = interfaces.find(item => item.name === vantage.input);
  const shared = ownBeside(card, vantage.source);
  if (shared !== undefined) return isOnLink(card, question) ? question : { ...question, address: shared };
  const routing = valueIn(routes);
  const back = routing && wayBack(routing, question);
  if (!card || !back?.gateway || back.device !== card.name) return undefined;
  const router = { ...vantage, kind: 'address' as const, source: back.gateway, label: back.gateway };
  const held = card.addresses.some(own => own.address === address);
  const found = held ? address : ownBeside(card, back.gateway);
  return found === undefined ? undefined : { ...question, address: found, vantage: router };
}

/** Nobody is asked for a hardware address on tunnels and other devices without ARP. */
const isAsked = (interfaces: readonly Interface[], { vantage }: Question): boolean =>
  !interfaces.some(item => item.name === vantage.input && item.flags.includes('NOARP'));

/** A bare port is served by IPv4 alone: nobody who finds this machine by IPv6 would get anything there. */
const isUnasked = (sockets: readonly Socket[] | undefined, question: Question): boolean =>
  question.family === 6 &&
  question.target.host === null &&
  sockets !== undefined &&
  serversOf(sockets, question).length > 0 &&
  takersOf(sockets, question).length === 0;

/** Found where the rules, or the kernel's settings, drop what neighbours find each other by: IPv6 neighbour discovery, or ARP. */
export const rule = defineRule({
  code: 'firewall/neighbour-discovery',
  needs: ['interfaces'],
  mayUse: WALK_FACTS,
  gate: true,
  explainedBy: ['interface/down', 'interface/no-carrier'],
  check(seen, question) {
    if (question.vantage.kind === 'self') return unaskedArp(seen, question) ?? ownSearch(seen, question);
    if (!question.local) return undefined;
    if (isUnasked(valueIn(seen.sockets), question)) return undefined;
    const sought = seeker(seen, question);
    if (!sought) return undefined;
    const routes = valueIn(seen.routes);
    return (
      (routes && unansweredArp(seen.interfaces, routes, sought)) ??
      (isAsked(seen.interfaces, sought) ? byRule(judge(seen, question), sought) : undefined)
    );
  },
});

/** This machine found nobody on its way to another one, and its own rules are why. */
function ownSearch(seen: WalkSeen, question: Question): Finding | Unchecked | undefined {
  const search = missed(seen, question);
  if (!search) return undefined;
  const judged = judge(seen, question);
  if (!isJudged(judged))
    return (judged && lostUnread(seen.limits, lost(search, true, question), question)) ?? judged;
  const found = discoverThere(judged.facts, search);
  return stopped(judged, found, question, answer => lost(search, answer, question));
}

function byRule(judged: Judged | Unchecked | undefined, question: Question): Finding | Unchecked | undefined {
  if (!isJudged(judged)) return judged;
  const found = discover(judged.facts, question);
  return stopped(judged, found, question, answer => unfound(answer, question));
}

/** What the rules drop of the search, as `lost` words it. */
function stopped(
  { facts, walk }: Judged,
  found: Discovery | undefined,
  question: Question,
  lost: (answer: boolean) => Loss,
): Finding | Unchecked | undefined {
  const legs = [found?.question, found?.answer].filter(each => each !== undefined);
  const leg = legs.find(stopsSurely);
  if (leg?.stop && sameSwitch(facts.firewall, walk.stop, leg.stop)) return undefined;
  if (leg?.stop) return dropped(leg.stop, lost(leg === found?.answer), question);
  const maybe = legs.find(each => each.verdict === 'maybe')?.stop;
  return maybe
    ? unchecked(`whether ${quoteSaid(maybe)} drops ${nameOf(question)} cannot be told from the rules`)
    : undefined;
}

const quoteSaid = ({ quote }: Stop): string => (quote ? `the rule ${sayQuote(quote)}` : 'the kernel');

const unfound = (answer: boolean, question: Question): Loss => ({
  what: answer
    ? `this machine's answers to ${nameOf(question)}`
    : `${nameOf(question)} from ${whom(question)}`,
  after: `so nobody there can find ${asked(question)}, whether or not the port is open`,
  outcome: 'timeout',
  evidence: [],
});

const lost = ({ hop, evidence }: Missed, answer: boolean, question: Question): Loss => ({
  what: answer ? `the answers of ${hop} to ${nameOf(question)}` : `this machine's own ${nameOf(question)}`,
  after: `so this machine cannot find ${hop}${hop === question.address ? '' : `, the gateway to ${question.address}`}, whether or not it is there`,
  outcome: 'unreachable',
  evidence,
});

function dropped(stop: Stop, { what, after, outcome, evidence }: Loss, question: Question): Finding {
  return {
    severity: 'error',
    summary: `${stopSentence(stop, what, false)}, ${after}.`,
    says: `drops ${nameOf(question)}`,
    ...(question.family === 4 && { headline: 'the firewall drops ARP, by which neighbours are found' }),
    outcome,
    evidence: [...evidenceOf(stop), ...evidence],
    fixes: letNeighbours(stop, question),
  };
}
