import type { Flow, RouteLookup, Routing, RoutingRule } from '../../facts/routes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Evidence } from '../rule.js';
import { ipFor, LOCAL_TABLE, MAIN_TABLE } from './way.js';

/** A table that no route is looked up in unless a policy rule says so: none of local, main, default and unspecified. */
export const isPolicyTable = (table: number | null): boolean =>
  table !== null && ![0, 253, MAIN_TABLE, LOCAL_TABLE].includes(table);

/** The value behind a word of a rule's text: selector('from all to 10.0.0.0/8 lookup 5', 'to') is 10.0.0.0/8. */
const selector = (text: string, word: string): string | undefined =>
  new RegExp(`(?:^|\\s)${word} (\\S+)`).exec(text)?.[1];

/** A number within "8000" or "1000-1999". */
function within(number: number | undefined, range: string): boolean {
  const [first = NaN, last = first] = range.split('-').map(Number);
  return number !== undefined && number >= first && number <= last;
}

/** What a rule asks beside addresses fits: the mark, the protocol, the ports and the user. */
function flowFits(text: string, mark: number, flow: Flow | undefined): boolean {
  const [wanted, mask] = (selector(text, 'fwmark') ?? '').split('/').map(Number);
  if (wanted && (mask === undefined ? mark : (mark & mask) >>> 0) !== wanted) return false;
  const asked = {
    sport: flow?.sourcePort,
    dport: flow?.destinationPort,
    uidrange: flow?.uid,
  };
  const protocol = selector(text, 'ipproto');
  if (protocol && protocol !== flow?.protocol) return false;
  return Object.entries(asked).every(([word, value]) => {
    const range = selector(text, word);
    return range === undefined || within(value, range);
  });
}

/** What a rule asks of a packet's interface, flow and addresses fits; which rules ask for is in their text. */
function asksFor(text: string, { from, to, mark, flow, input }: RouteLookup): boolean {
  const device = selector(text, 'iif');
  // What this machine sends itself comes from lo (flowi4_iif in net/ipv4/route.c).
  if (device !== undefined && device !== (input ?? 'lo')) return false;
  const source = selector(text, 'from');
  const target = selector(text, 'to');
  const sourceFits = !source || source === 'all' || (from !== null && inPrefix(from, source));
  return flowFits(text, mark, flow) && sourceFits && (!target || inPrefix(to, target));
}

/**
 * True where a policy rule fits a packet as it was looked up; rules that ask for an output interface or a kind of service
 * never do. `not` turns all of it round (FIB_RULE_INVERT in net/core/fib_rules.c).
 */
export function ruleFits({ text, family }: RoutingRule, lookup: RouteLookup): boolean {
  if (/\b(oif|tos)\b/.test(text) || family !== (lookup.to.includes(':') ? 6 : 4)) return false;
  return asksFor(text, lookup) !== text.startsWith('not ');
}

/** The policy rule that led to the table of an answer: one whose addresses fit, else any that names the table. */
export function capturing({ rules }: Routing, lookup: RouteLookup): RoutingRule | undefined {
  const { table, to } = lookup;
  if (!isPolicyTable(table)) return undefined;
  const leading = rules.filter(rule => rule.table === table && rule.family === (to.includes(':') ? 6 : 4));
  return leading.find(rule => ruleFits(rule, lookup)) ?? leading[0];
}

/** The command that takes a policy rule away; where another one shares its priority, it says which of them it is. */
export function removeRule({ rules }: Routing, { family, priority, text }: RoutingRule): string {
  const alike = rules.filter(each => each.family === family && each.priority === priority);
  const which = alike.length > 1 ? ` ${text}` : '';
  return `${family === 6 ? 'ip -6' : 'ip'} rule del priority ${priority}${which}`;
}

/** The policy rule that led to an answer as evidence; none where the main table has it. */
export function ruleEvidence(routing: Routing, back: RouteLookup): Evidence[] {
  const rule = capturing(routing, back);
  if (!rule) return [];
  const says = `Policy rule ${rule.priority}: ${rule.text}`;
  return [{ fact: 'routes', says, source: `${ipFor(back.to)} rule` }];
}
