import { known } from '../../facts/fact.js';
import type { Route, RouteLookup, Routing, RoutingRule } from '../../facts/routes/types.js';
import type { Walk } from '../../firewall/walk.js';
import type { Fix } from '../../programs/fix.js';
import { isJudged, judge } from '../firewall/judged.js';
import type { Question } from '../question.js';
import { defineRule, type Finding, type Outcome, unchecked } from '../rule.js';
import { ruleFits } from './policy-rule.js';
import {
  asCommand,
  covering,
  deciding,
  evidenceOf,
  ipFor,
  lengthOf,
  MAIN_TABLE,
  prefixOf,
  wayIn,
  wayOut,
  waysThrough,
} from './way.js';

/** The error with which each kind of route ends a lookup (RFC-less; fib_props in net/ipv4/fib_semantics.c). */
const KIND_BY_ERROR: Readonly<Record<string, string>> = {
  EINVAL: 'blackhole',
  EACCES: 'prohibit',
  EHOSTUNREACH: 'unreachable',
};

/** A policy rule of type unreachable ends it otherwise than a route of that type (fib4_rule_action in net/ipv4/fib_rules.c). */
const UNREACHABLE_RULE: Readonly<Record<string, string>> = { ENETUNREACH: 'unreachable' };

const leadsThere = (routing: Routing, to: string): boolean =>
  covering(routing, to).some(({ type }) => type === 'unicast');

/** What catches the packet: a route, or a policy rule. */
type Catcher = { readonly route: Route } | { readonly rule: RoutingRule };

/** Found where the kernel's lookup, out to the target or back to the client, ends in a route that discards. */
export const rule = defineRule({
  code: 'route/blackhole',
  needs: ['routes', 'interfaces'],
  mayUse: ['firewall', 'limits', 'probes', 'sockets'],
  gate: true,
  check(seen, question) {
    const { routes } = seen;
    const sentOn = question.local
      ? judge({ ...seen, routes: known(routes, 'rtnetlink') }, question)
      : undefined;
    if (isJudged(sentOn) && sentOn.walk.delivery === 'forward')
      return onTheWay(routes, sentOn.walk, question);
    const arriving = onArrival(routes, question);
    if (arriving) return arriving;
    const lookup = deciding(routes, question);
    const error = lookup?.error ?? '';
    const kind = KIND_BY_ERROR[error] ?? discarding(lookup?.type) ?? UNREACHABLE_RULE[error];
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
    const away = wayOut(routes, question) !== undefined;
    const what = catcher ? describe(catcher) : `a route of type ${kind}`;
    return {
      severity: 'error',
      summary: away
        ? `${what} throws away what this machine sends to ${lookup.to}.`
        : `${what} throws away the replies to ${lookup.to}.`,
      says: `${kind} route`,
      outcome: away ? outcomes[kind]! : 'timeout',
      evidence: [
        evidenceOf(lookup),
        ...(catcher
          ? [{ fact: 'routes' as const, says: describe(catcher), source: commandOf(catcher, lookup.to) }]
          : []),
      ],
      fixes: catcher ? [removal(routes, catcher, lookup)] : [],
    };
  },
});

/** However a policy rule throws a packet away that comes in, the kernel calls it unreachable (ip_route_input_slow). */
const THROWN_AWAY = new Set(['EINVAL', 'EACCES', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A policy rule that is asked before the local table throws away what is for this machine itself. */
function onArrival(routes: Routing, question: Question): Finding | undefined {
  const lookup = wayIn(routes, question);
  if (!lookup || !THROWN_AWAY.has(lookup.error ?? '')) return undefined;
  const kind = /\b(blackhole|prohibit|unreachable)\b/;
  const rule = routes.rules.find(one => kind.test(one.text) && ruleFits(one, lookup));
  return (
    rule && {
      severity: 'error',
      summary: `${describe({ rule })} throws away what comes in from ${lookup.from} for ${lookup.to}.`,
      says: `${kind.exec(rule.text)![0]} rule`,
      outcome: 'timeout',
      evidence: [
        evidenceOf(lookup),
        { fact: 'routes', says: describe({ rule }), source: commandOf({ rule }, lookup.to) },
      ],
      fixes: [removal(routes, { rule }, lookup)],
    }
  );
}

/** What a rule sends on meets the routes as a packet that comes in; only a rule or a route that is there is to blame. */
function onTheWay(routes: Routing, walk: Walk, question: Question): Finding | undefined {
  for (const lookup of waysThrough(routes, walk, question)) {
    const kind = KIND_BY_ERROR[lookup.error ?? ''] ?? UNREACHABLE_RULE[lookup.error ?? ''];
    const catcher = kind ? catcherOf(routes, lookup, kind) : undefined;
    if (!kind || !catcher) continue;
    const goal = walk.destination.address;
    return {
      severity: 'error',
      summary:
        lookup.to === goal
          ? `${describe(catcher)} throws away what is sent on to ${goal}.`
          : `${describe(catcher)} throws away the replies of ${goal} to ${lookup.to}.`,
      says: `${kind} route`,
      outcome: 'timeout',
      evidence: [
        evidenceOf(lookup),
        { fact: 'routes', says: describe(catcher), source: commandOf(catcher, lookup.to) },
      ],
      fixes: [removal(routes, catcher, lookup)],
    };
  }
  return undefined;
}

const outcomes: Readonly<Record<string, Outcome>> = {
  blackhole: 'unreachable',
  prohibit: 'unreachable',
  unreachable: 'unreachable',
};

const discarding = (type: string | null | undefined): string | undefined =>
  type && Object.values(KIND_BY_ERROR).includes(type) ? type : undefined;

function catcherOf(routing: Routing, lookup: RouteLookup, kind: string): Catcher | undefined {
  const rule = routing.rules.find(one => new RegExp(`\\b${kind}\\b`).test(one.text) && ruleFits(one, lookup));
  const route = covering(routing, lookup.to).find(one => one.type === kind);
  if (route) return { route };
  return rule && { rule };
}

const tableOf = ({ table }: Route): string => (table === 254 ? '' : ` table ${table}`);

const text = (route: Route): string => `${route.type} ${route.destination}${tableOf(route)}`;

const describe = (catcher: Catcher): string =>
  'route' in catcher
    ? `The route "${text(catcher.route)}"`
    : `The policy rule "${catcher.rule.priority}: ${catcher.rule.text}"`;

const commandOf = (catcher: Catcher, to: string): string =>
  'route' in catcher ? `${ipFor(to)} route show table all type ${catcher.route.type}` : `${ipFor(to)} rule`;

/** Another default route serves where the lookup would come to it: in the same table, or in main, which is asked last. */
const comesNext = (route: Route, caught: Route): boolean =>
  prefixOf(route) !== prefixOf(caught) ||
  lengthOf(route) > 0 ||
  route.table === caught.table ||
  route.table === MAIN_TABLE;

function removal(routing: Routing, catcher: Catcher, { to }: RouteLookup): Fix {
  const command =
    'route' in catcher
      ? `${ipFor(to)} route del ${text(catcher.route)}`
      : `${ipFor(to)} rule del priority ${catcher.rule.priority}`;
  const left = covering(routing, to).find(
    route => route.type === 'unicast' && (!('route' in catcher) || comesNext(route, catcher.route)),
  );
  const title = 'route' in catcher ? 'Remove that route' : 'Remove that policy rule';
  const risk = 'Somebody put it there to cut these addresses off.';
  if (left) return { title, steps: [{ do: 'run', command }], risk, needsRoot: true };
  return {
    title,
    text: `${command}, then give the kernel a route to ${to}: there is no other one.`,
    risk,
    needsRoot: true,
  };
}
