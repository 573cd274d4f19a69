import { type Fact, valueIn } from '../../facts/fact.js';
import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Limits } from '../../facts/limits/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { answeredTo } from '../../firewall/answered.js';
import { type Leg, type Stop, stopsSurely } from '../../firewall/leg.js';
import { sayQuote } from '../../firewall/quote.js';
import { saidBy } from '../../firewall/said.js';
import type { Doubt } from '../../firewall/verdict.js';
import { type Walk, type WalkFacts, walk } from '../../firewall/walk.js';
import { isAnybody, type Question } from '../../net/question.js';
import { isIrregular, isMade, probeOf } from '../probe.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { asksWho } from './named-port.js';

/** The facts that a walk is worked out from. The rules are no need, because an ordinary user may do without them. */
export const WALK_FACTS = ['firewall', 'routes', 'limits', 'probes', 'sockets', 'listeners'] as const;

/** The facts that a walk is worked out from, as a rule sees them. */
export interface WalkSeen {
  readonly interfaces: readonly Interface[];
  readonly firewall: Fact<FirewallRules>;
  readonly routes: Fact<Routing>;
  readonly limits: Fact<Limits>;
  readonly probes: Fact<readonly Probe[]>;
  readonly sockets: Fact<readonly Socket[]>;
  readonly listeners?: Fact<readonly Socket[]>;
}

/** A question whose walk could be made. */
export interface Judged {
  readonly facts: WalkFacts;
  readonly walk: Walk;
  /** What of the rules could not be read, or null. */
  readonly lacks: string | null;
}

/** A walk could be made. */
export const isJudged = (result: Judged | Unchecked | undefined): result is Judged =>
  result !== undefined && 'walk' in result;

/** This machine's own connection, where it was made; one that came about by luck proves nothing. */
function madeFromHere({ probes }: WalkSeen, question: Question): Probe | undefined {
  if (question.vantage.kind !== 'self') return undefined;
  const probe = probeOf(valueIn(probes), question);
  return probe && isMade(probe) && !isIrregular(probe) ? probe : undefined;
}

/** Something stopped what was said on it: a rule may let connections be made, and look at what is said. */
const unheard = ({ conversations }: Probe): boolean =>
  conversations[0]?.outcome === 'silent' || conversations[0]?.outcome === 'reset';

const through: Leg = { verdict: 'pass', usually: 'pass', stop: null, stops: [], doubts: [] };

/** The walk of a connection that was made. Rules that seem to stop that are not read rightly: they prove nothing more. */
function afterwards(found: Walk): Walk {
  const sure = stopsSurely(found.follow) && !stopsSurely(found) && !stopsSurely(found.reply);
  return { ...found, ...through, reply: through, follow: sure ? found.follow : through };
}

/** Nobody is known who comes in there, and the rule that stops the one who stands for all of them lets others pass. */
export const openForSome = (
  { firewall }: WalkFacts,
  { stop, destination }: Walk,
  { vantage }: Question,
): Unchecked | undefined =>
  isAnybody(vantage) && stop && asksWho(firewall, stop, destination.port)
    ? unchecked(
        `by which addresses others come in by ${vantage.input} is not known, and the firewall's rules ask for them: --from ADDRESS tells of one`,
      )
    : undefined;

/** The walk of a question; undefined where there is nothing to judge, unchecked where the rules could not be read. */
export function judge(seen: WalkSeen, question: Question): Judged | Unchecked | undefined {
  const made = madeFromHere(seen, question);
  if (question.address === '' || (made && !unheard(made))) return undefined;
  const { firewall, interfaces } = seen;
  if (firewall.status === 'unknown') return made ? undefined : unchecked(firewall.detail);
  const facts = {
    firewall: firewall.value,
    interfaces,
    routes: valueIn(seen.routes),
    limits: valueIn(seen.limits),
    sockets: valueIn(seen.sockets),
    listeners: seen.listeners && valueIn(seen.listeners),
    said: saidBy(question, valueIn(seen.probes) ?? []),
    answered: answeredTo(question, valueIn(seen.probes) ?? []),
  };
  const found = walk(facts, question);
  const open = found && openForSome(facts, found, question);
  if (open) return open;
  const lacks = firewall.status === 'partial' && !made ? firewall.lacks : null;
  return found && { facts, walk: made ? afterwards(found) : found, lacks };
}

/** What to say of a leg that does not surely pass and that no limit explains: what decides cannot be told. */
function doubtIn(leg: Leg, usual = true): Unchecked | undefined {
  if (leg.verdict !== 'maybe' || (usual && leg.usually === 'pass')) return undefined;
  const doubts = [...new Set((leg.stop?.doubts ?? leg.doubts).map(doubt => doubt.says))]
    .slice(0, 3)
    .join(', ');
  const quote = leg.stop?.quote ? ` ${sayQuote(leg.stop.quote)}` : '';
  return unchecked(
    `whether the rule${quote} applies cannot be told from the rules (${doubts || 'unknown match'})`,
  );
}

/** What chance stops, and nothing else decides: the share of the packets, in words. */
const byChance = ({ verdict, stop }: Leg): string | undefined =>
  verdict === 'maybe' && stop?.doubts.length && stop.doubts.every(({ kind }) => kind === 'chance')
    ? stop.doubts.map(({ says }) => says).join(', and of these ')
    : undefined;

/** A connection whose first packet is lost comes about a second later; of those that lose it so often, many do not in three. */
const OFTEN = 0.2;
const isOften = (doubts: readonly Doubt[]): boolean =>
  doubts.reduce((all, { share = 0 }) => all * share, 1) >= OFTEN;

/** A finding about a leg that chance decides: an error where many connections fail, a warning where few are late. */
function chancy(finding: Finding, leg: Leg): Finding {
  const share = byChance(leg);
  if (share === undefined) return finding;
  // A lost packet is sent again, a rejected connection ends.
  const rejected = leg.stop?.verdict === 'reject' && leg.stop.heard === true;
  const fate = rejected ? 'those connections fail at once' : 'connections get through late or not at all';
  const summary = `${finding.summary} It hits ${share}, at random, so ${fate}.`;
  if (leg.usually !== 'pass') return { ...finding, summary };
  return rejected || isOften(leg.stop?.doubts ?? [])
    ? { ...finding, byLuck: true, outcome: 'ok', summary }
    : { ...finding, severity: 'warning', outcome: 'ok', summary };
}

/** A limit that an ordinary client will not meet: several connections a second, or hundreds at a time. */
export const isGenerous = (says: string): boolean => {
  const [, amount, unit] = / (\d+)(?:\/(\w+))?/.exec(says) ?? [];
  if (amount === undefined) return false;
  return unit === undefined ? Number(amount) >= 50 : unit.startsWith('s') && Number(amount) >= 5;
};

/** A limit that goes on matching: who is stopped below a number of connections never comes to make more. */
const isWide = ({ kind, says }: Doubt): boolean => kind === 'count' || (kind === 'limit' && isGenerous(says));

/** What is stopped as long as a limit is not reached, and nothing else decides: "over" was left out. */
const belowLimit = ({ verdict, usually, stop, doubts }: Leg): boolean =>
  verdict === 'maybe' &&
  (usually === 'drop' || usually === 'reject') &&
  stop !== null &&
  stop.doubts.length > 0 &&
  [...stop.doubts, ...doubts].every(isWide);

/** The finding about a leg that a limit stops which is not reached. */
function below(finding: Finding, { stop }: Leg): Finding {
  const limits = [...new Set(stop?.doubts.map(({ says }) => says))].join(', ');
  return {
    ...finding,
    summary: `${finding.summary} It does so as long as the limit is not reached (${limits}); what was meant is perhaps what goes beyond.`,
  };
}

/**
 * Judges the legs that a cause is about: the finding of the first that surely stops where `isMine` says so; unchecked
 * where one is in doubt, or where nothing was found in rules that were not read whole.
 */
export function findIn(
  judged: Judged | Unchecked | undefined,
  legs: (walk: Walk) => readonly Leg[],
  isMine: (stop: Stop, walk: Walk) => boolean,
  found: (judged: Judged, leg: Leg, stop: Stop) => Finding,
): Finding | Unchecked | undefined {
  if (!isJudged(judged)) return judged;
  const mine = legs(judged.walk).filter(leg => leg.stop !== null && isMine(leg.stop, judged.walk));
  const sure = mine.find(leg => stopsSurely(leg) || byChance(leg) !== undefined);
  if (sure) return chancy(found(judged, sure, sure.stop!), sure);
  const low = mine.find(belowLimit);
  if (low) return below(found(judged, low, low.stop!), low);
  for (const leg of mine) {
    const doubt = doubtIn(leg);
    if (doubt) return doubt;
  }
  return judged.lacks === null ? undefined : unchecked(judged.lacks);
}

/** The request and what follows it, as far as the request passes. */
export const inward = (found: Walk): readonly Leg[] =>
  found.verdict === 'pass' || found.usually === 'pass' ? [found, found.follow] : [found];

/** The doubt about a rule that lets the request pass as a rule: to be named only where an attempt proves that one stops it. */
export const seldomStopped = (judged: Judged | Unchecked | undefined): Unchecked | undefined =>
  isJudged(judged) ? doubtIn(judged.walk, false) : undefined;

/** Stopped on the way through this machine to another: the business of firewall/forward-dropped. */
export const onTheWayThrough = (stop: Stop, { delivery }: Walk): boolean =>
  delivery === 'forward' &&
  (stop.hook === 'forward' ||
    stop.hook === 'bridge-forward' ||
    stop.hook === 'postrouting' ||
    stop.hook === 'egress');
