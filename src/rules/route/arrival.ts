import type { RouteLookup, Routing, RoutingRule } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Finding } from '../rule.js';
import { type Catcher, commandOf, describe, discarding, removal } from './catcher.js';
import { ruleFits } from './policy-rule.js';
import { by, covering, DEFAULT_TABLE, evidenceOf, ipFor, LOCAL_TABLE, MAIN_TABLE, wayIn } from './way.js';

/** However a policy rule throws a packet away that comes in, the kernel calls it unreachable (ip_route_input_slow). */
const THROWN_AWAY = new Set(['EINVAL', 'EACCES', 'EHOSTUNREACH', 'ENETUNREACH']);

const KINDS = /\b(blackhole|prohibit|unreachable)\b/;

interface Caught {
  readonly catcher: Catcher;
  readonly says: string;
  /** What happens to the packet: "throws away". */
  readonly does: string;
}

/** What the kernel meets first of all that keeps a packet: a policy rule, or a route of a table that one names. */
function caughtBy(routing: Routing, lookup: RouteLookup): Caught | undefined {
  for (const rule of routing.rules.filter(one => ruleFits(one, lookup))) {
    if (rule.table === LOCAL_TABLE) return undefined;
    const kind = KINDS.exec(rule.text)?.[0];
    if (kind) return { catcher: { rule }, says: `${kind} rule`, does: 'throws away' };
    const route = covering(routing, lookup.to).find(({ table }) => table === rule.table);
    if (!route || route.type === 'throw' || rule.text.includes('suppress_')) continue;
    if (discarding(route.type))
      return { catcher: { route }, says: `${route.type} route`, does: 'throws away' };
    return {
      catcher: { rule },
      says: 'a policy rule is asked before the local table',
      does: `sends on (${by(route)}), before the local table is asked,`,
    };
  }
  return undefined;
}

/** Found where a policy rule that is asked before the local table takes what is for this machine itself. */
export function onArrival(routes: Routing, question: Question): Finding | undefined {
  const lookup = wayIn(routes, question);
  if (!lookup || (lookup.type !== 'unicast' && !THROWN_AWAY.has(lookup.error ?? ''))) return undefined;
  const caught = caughtBy(routes, lookup);
  if (!caught) return undefined;
  const { catcher, says, does } = caught;
  return {
    severity: 'error',
    summary: `${describe(catcher)} ${does} what comes in from ${lookup.from} for ${lookup.to}.`,
    says,
    outcome: 'timeout',
    evidence: [
      evidenceOf(lookup),
      { fact: 'routes', says: describe(catcher), source: commandOf(catcher, lookup.to) },
    ],
    fixes: [
      'rule' in catcher && isKernels(catcher.rule) ? localFirst(lookup) : removal(routes, catcher, lookup),
    ],
  };
}

/** A rule that every machine has (ip-rule(8)): of the tables main and default. Without it nothing is routed any more. */
const isKernels = ({ table, text }: RoutingRule): boolean =>
  text.startsWith('from all lookup') && (table === MAIN_TABLE || table === DEFAULT_TABLE);

/** The kernel's first rule, which has been taken away or moved. */
const localFirst = ({ to }: RouteLookup): Fix => ({
  title: 'Ask the local table first again',
  steps: [{ do: 'run', command: `${ipFor(to)} rule add priority 0 lookup local` }],
  needsRoot: true,
});
