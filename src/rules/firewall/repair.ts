import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Leg, Stop } from '../../firewall/leg.js';
import type { Quote } from '../../firewall/quote.js';
import { type Walk, type WalkFacts, walk } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { at } from '../serving.js';
import { placeOfBan, unban } from './ban.js';
import { type Change, chainOf, deleteRule, inOne, insertAccept, ruleAt } from './change.js';
import { neighboursToo } from './let-neighbours.js';
import { endPanic } from './main-switch.js';
import { isListed, namesOnly } from './named-port.js';
import { endpointsFor } from './no-endpoints.js';
import type { Opening } from './opening.js';
import { acceptLoopback } from './own-traffic.js';
import { allowByUfw, allowInDockerUser, allowPublished, openInFirewalld } from './owner.js';
import { jumpBefore } from './shared-chain.js';
import { letUfwKeepIPv6 } from './ufw-ipv6.js';

/** Which packets of the walk are to get through: `both` where one place stops the request and would stop its answers. */
export type Direction = 'request' | 'reply' | 'both';

/** NF_IP_PRI_NAT_DST: chains after it see the destination that was rewritten. */
const MAPPED = -100;
/** More rules in a row than a person wants to change. */
const MOST_CHANGES = 6;

const legsOf = (found: Walk, direction: Direction): readonly Leg[] => [
  ...(direction === 'reply' ? [] : [found, found.follow]),
  ...(direction === 'request' ? [] : [found.reply, found.answer]),
];

const isReplys = (stop: Stop, { reply, answer }: Walk): boolean =>
  stop === reply.stop || stop === answer.stop;

/** What is to be mended: the packets of one direction; `always` also where a limit only stops them now and then. */
interface Goal {
  readonly direction: Direction;
  readonly always: boolean;
}

/** The first packet that does not get through. */
function stopIn(found: Walk | undefined, { direction, always }: Goal): Stop | undefined {
  const legs = found ? legsOf(found, direction) : [];
  return legs.find(leg => (always ? leg.verdict : leg.usually) !== 'pass')?.stop ?? undefined;
}

/** The base chain that a place belongs to decides whether addresses are rewritten already. */
function seesRewritten(rules: FirewallRules, { quote, through, hook }: Stop): boolean {
  const outer = through.find(each => each.table === quote?.table) ?? quote;
  const priority = outer ? chainOf(rules, outer)?.hook?.priority : undefined;
  return hook === 'prerouting' || hook === 'output' ? (priority ?? 0) > MAPPED : hook !== 'ingress';
}

/** This machine's own connection to another, stopped before it leaves. */
const goesOut = ({ vantage, local }: Question, { hook }: Stop): boolean =>
  vantage.kind === 'self' && !local && hook !== 'input' && hook !== 'prerouting';

/** What has to be let through at that place, and no more. */
function openingFor(rules: FirewallRules, found: Walk, question: Question, stop: Stop): Opening {
  const { family, protocol, vantage } = question;
  const reply = isReplys(stop, found);
  const rewritten = reply || seesRewritten(rules, stop);
  const goal = rewritten ? found.destination : { address: question.address, port: question.port };
  const elsewhere = found.delivery !== 'local';
  const side = reply ? 'sport' : 'dport';
  // A bridge tracks no connections of its own accord (nf_conntrack_bridge), and the hooks of a device never.
  const tracked = !/^(ingress|egress|bridge-.*)$/.test(stop.hook);
  return {
    family,
    protocol,
    side,
    port: goal.port,
    address: elsewhere ? goal.address : null,
    from:
      !reply && vantage.kind !== 'self' && isListed(rules, stop, goal.port)
        ? (vantage.network ?? vantage.source)
        : null,
    established: reply && tracked,
    published: found.rewrittenBy && !reply ? question.port : null,
    outward: goesOut(question, stop) && !reply ? at(goal.address, goal.port) : null,
  };
}

/** Before which rule an accept belongs: the rule that stops, or the one by which its chain was left. */
const placeOf = ({ quote, through }: Stop): Quote | undefined =>
  (quote?.policy ? (through.at(-1) ?? quote) : quote) ?? undefined;

/** Ways to get past one stop, the best first: through the program that owns the rule, then the smallest change. */
function* changes(
  rules: FirewallRules,
  stop: Stop,
  opening: Opening,
  question: Question,
  bothWays: boolean,
): Generator<Change | undefined> {
  const { quote } = stop;
  const place = placeOf(stop);
  if (!quote || !place) return;
  yield endPanic(rules, stop);
  yield acceptLoopback(rules, stop, question, bothWays || isListed(rules, stop, opening.port));
  yield unban(rules, placeOfBan(rules, stop) ?? quote, question.vantage.source);
  yield letUfwKeepIPv6(rules, stop, opening);
  yield allowByUfw(rules, stop, opening);
  yield openInFirewalld(rules, stop, opening);
  yield allowPublished(rules, stop, opening);
  yield allowInDockerUser(rules, stop, opening);
  const rule = ruleAt(rules, quote);
  if (stop.spent || (rule && opening.from === null && namesOnly(rule, opening.port)))
    yield deleteRule(rules, quote, opening.outward !== null);
  const jump = jumpBefore(rules, stop);
  if (jump) yield insertAccept(rules, jump, opening, `before chain ${quote.chain}`);
  yield insertAccept(rules, place, opening);
  // Before the connection tracking, and without it, an answer is told by its port alone.
  if (opening.established) yield insertAccept(rules, place, { ...opening, established: false });
}

const same = (a: Quote | null | undefined, b: Quote | null | undefined): boolean =>
  a?.text === b?.text &&
  a?.engine === b?.engine &&
  a?.chain === b?.chain &&
  a?.table === b?.table &&
  a?.family === b?.family &&
  a?.policy === b?.policy;

/** The first change after which packets of the same direction are not stopped at that place again. */
function bestChange(
  facts: WalkFacts,
  question: Question,
  found: Walk,
  { stop, goal }: { readonly stop: Stop; readonly goal: Goal },
): Change | undefined {
  const opening = openingFor(facts.firewall, found, question, stop);
  const direction = isReplys(stop, found) ? 'reply' : 'request';
  const bothWays = same(found.reply.stop?.quote, stop.quote);
  for (const change of changes(facts.firewall, stop, opening, question, bothWays)) {
    if (!change) continue;
    const next = stopIn(walk({ ...facts, firewall: change.rules }, question), { ...goal, direction });
    if (!next || !same(next.quote, stop.quote)) return change;
  }
  return undefined;
}

/** Every change that it takes until the packets get through, tried on the rules; undefined where none was found. */
function changesFor(facts: WalkFacts, question: Question, goal: Goal): readonly Change[] | undefined {
  const made: Change[] = [];
  let now = facts;
  for (;;) {
    const found = walk(now, question);
    const stop = stopIn(found, goal);
    if (!found || !stop) return made.length ? made : undefined;
    const change = made.length < MOST_CHANGES ? bestChange(now, question, found, { stop, goal }) : undefined;
    if (!change) return undefined;
    made.push(change);
    now = { ...now, firewall: change.rules };
  }
}

/**
 * The smallest change of the rules after which the connection gets through, worked out by making it on a copy and
 * walking again: more than one step where several rules stop it one after the other. None where no change was found.
 */
export function repair(
  facts: WalkFacts,
  question: Question,
  direction: Direction,
  always = false,
): readonly Fix[] {
  const found = walk(facts, question);
  // What mostly gets through is stopped now and then: by chance, or at a limit.
  const goal = { direction, always: always || !stopIn(found, { direction, always: false }) };
  const endpoints = endpointsFor(stopIn(found, goal)?.quote);
  if (endpoints) return [endpoints];
  const made = changesFor(facts, question, goal);
  if (!made) return [];
  const rules = made.at(-1)!.rules;
  const too = direction === 'reply' ? undefined : neighboursToo({ ...facts, firewall: rules }, question);
  return [inOne(made, too)];
}
