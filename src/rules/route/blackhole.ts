import { known, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Walk } from '../../firewall/walk.js';
import { comesHere, type Question } from '../../net/question.js';
import { isJudged, judge } from '../firewall/judged.js';
import { probeOf } from '../probe.js';
import { defineRule, type Evidence, type Finding, type Outcome, unchecked } from '../rule.js';
import { onArrival } from './arrival.js';
import {
  type Catcher,
  commandOf,
  describe,
  discarding,
  isLooped,
  KIND_BY_ERROR,
  LOOPED,
  removal,
} from './catcher.js';
import { localRouteGone } from './local-gone.js';
import { ruleFits } from './policy-rule.js';
import { asCommand, covering, deciding, evidenceOf, wayOut, waysThrough } from './way.js';

/** A policy rule of type unreachable ends it otherwise than a route of that type (fib4_rule_action in net/ipv4/fib_rules.c). */
const UNREACHABLE_RULE: Readonly<Record<string, string>> = { ENETUNREACH: 'unreachable' };

const leadsThere = (routing: Routing, to: string): boolean =>
  covering(routing, to).some(({ type }) => type === 'unicast');

/** Found where the kernel's lookup, out to the target or back to the client, ends in a route that discards. */
export const rule = defineRule({
  code: 'route/blackhole',
  needs: ['routes', 'interfaces'],
  mayUse: ['firewall', 'limits', 'probes', 'sockets'],
  gate: true,
  through: true,
  check(seen, question) {
    const { routes } = seen;
    const sentOn = comesHere(question)
      ? judge({ ...seen, routes: known(routes, 'rtnetlink') }, question)
      : undefined;
    if (isJudged(sentOn) && sentOn.walk.delivery === 'forward')
      return onTheWay(routes, sentOn.walk, seen.interfaces, question);
    const arriving = onArrival(routes, question) ?? localRouteGone(routes, seen.interfaces, question);
    if (arriving) return arriving;
    const lookup = deciding(routes, question);
    const error = lookup?.error ?? '';
    const away = wayOut(routes, question) !== undefined;
    const probe = away ? probeOf(valueIn(seen.probes), question) : undefined;
    const kind = lookup && kindMet(lookup, seen.interfaces, probe);
    if (!lookup || !kind) return undefined;
    const catcher = catcherOf(routes, lookup, kind);
    // A lookup that finds nothing ends with the same error: only a rule in front of a route that would do is to blame.
    if (UNREACHABLE_RULE[error] && !(catcher && 'rule' in catcher && leadsThere(routes, lookup.to)))
      return undefined;
    // EINVAL has other reasons too: an address that is not this machine's, for one.
    if (!catcher && kind === 'blackhole')
      return unchecked(
        `what throws away packets to ${lookup.to} was not found (${asCommand(lookup)}: ${error})`,
      );
    const what = catcher ? describe(catcher) : `A route of type ${kind}`;
    return {
      severity: 'error',
      summary: away
        ? `${what} throws away what this machine sends to ${lookup.to}.`
        : `${what} throws away the replies to ${lookup.to}.`,
      says: nameOf(kind, lookup),
      outcome: away ? outcomes[kind]! : 'timeout',
      evidence: proofOf(lookup, catcher),
      fixes: catcher ? [removal(routes, catcher, lookup)] : [],
    };
  },
});

/** What a rule sends on meets the routes as a packet that comes in; only a rule or a route that is there is to blame. */
function onTheWay(
  routes: Routing,
  walk: Walk,
  interfaces: readonly Interface[],
  question: Question,
): Finding | undefined {
  for (const lookup of waysThrough(routes, walk, question)) {
    const kind = kindOf(lookup, interfaces);
    const catcher = kind ? catcherOf(routes, lookup, kind) : undefined;
    if (!kind || !catcher) continue;
    const goal = walk.destination.address;
    return {
      severity: 'error',
      summary:
        lookup.to === goal
          ? `${describe(catcher)} throws away what is sent on to ${goal}.`
          : `${describe(catcher)} throws away the replies of ${goal} to ${lookup.to}.`,
      says: nameOf(kind, lookup),
      outcome: 'timeout',
      evidence: proofOf(lookup, catcher),
      fixes: [removal(routes, catcher, lookup)],
    };
  }
  return undefined;
}

const nameOf = (kind: string, { device }: RouteLookup): string =>
  kind === LOOPED ? `route into ${device}` : `${kind} route`;

const proofOf = (lookup: RouteLookup, catcher: Catcher | undefined): readonly Evidence[] => [
  evidenceOf(lookup),
  ...(catcher
    ? [{ fact: 'routes' as const, says: describe(catcher), source: commandOf(catcher, lookup.to) }]
    : []),
];

/** What kind of route the kernel's answer speaks of, where it is one that discards. */
const kindOf = (lookup: RouteLookup, interfaces: readonly Interface[]): string | undefined =>
  isLooped(lookup, interfaces)
    ? LOOPED
    : (KIND_BY_ERROR[lookup.error ?? ''] ?? UNREACHABLE_RULE[lookup.error ?? '']);

/** The same where this machine has tried it. Nobody in lo refuses: then a rule led the connection elsewhere before. */
function kindMet(
  lookup: RouteLookup,
  interfaces: readonly Interface[],
  probe: Probe | undefined,
): string | undefined {
  const kind = discarding(lookup.type) ?? kindOf(lookup, interfaces);
  return kind === LOOPED && probe?.outcome === 'refused' ? undefined : kind;
}

const outcomes: Readonly<Record<string, Outcome>> = {
  [LOOPED]: 'timeout',
  blackhole: 'unreachable',
  prohibit: 'unreachable',
  unreachable: 'unreachable',
};

function catcherOf(routing: Routing, lookup: RouteLookup, kind: string): Catcher | undefined {
  if (kind === LOOPED) {
    const route = covering(routing, lookup.to).find(
      each => each.type === 'unicast' && each.device === lookup.device,
    );
    return route && { route };
  }
  const rule = routing.rules.find(one => new RegExp(`\\b${kind}\\b`).test(one.text) && ruleFits(one, lookup));
  const route = covering(routing, lookup.to).find(one => one.type === kind);
  if (route) return { route };
  return rule && { rule };
}
