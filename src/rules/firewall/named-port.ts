import { type Fields, isFields } from '../../facts/firewall/json.js';
import type { FirewallRules, Json, Rule } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import { chainOf, ruleAt, tableOf } from './change.js';

/** Statements that only note something. */
const notes = new Set(['counter', 'log', 'drop', 'reject']);
const ports = new Set(['dport', 'sport']);
const narrowing = new Set(['saddr', 'daddr']);

/** The one value of a match's right side; undefined for a range, a named set or several. */
function soleValue(right: Json | undefined): Json | undefined {
  if (isFields(right) && Array.isArray(right.set))
    return right.set.length === 1 ? soleValue(right.set[0]) : undefined;
  return typeof right === 'number' || (typeof right === 'string' && !/^[@%]/.test(right)) ? right : undefined;
}

/** Several addresses: whoever else is among them is no business of the one that is asked about. */
const isList = (right: Json | undefined): boolean =>
  typeof right === 'string' ? right.startsWith('@') : isFields(right) && Array.isArray(right.set);

/** How a match bears on a rule that is about one port: it names the port, it only narrows, or it is about more. */
function bearing(match: Fields, port: number): 'port' | 'narrows' | 'other' {
  const { op, left, right } = match;
  if (!isFields(left)) return 'other';
  if (isFields(left.meta)) return 'narrows';
  if (isFields(left.ct)) return 'narrows';
  const field = isFields(left.payload) ? String(left.payload.field) : '';
  if (ports.has(field)) return op === '==' && soleValue(right) === port ? 'port' : 'other';
  return narrowing.has(field) && !isList(right) ? 'narrows' : 'other';
}

/** The rule drops or rejects this one port and nothing else, so that it may go as a whole. */
export function namesOnly(rule: Rule, port: number): boolean {
  const kinds = rule.statements.map(statement => {
    const [kind = '', body] = Object.entries(statement)[0] ?? [];
    if (notes.has(kind)) return 'narrows';
    return kind === 'match' && isFields(body) ? bearing(body, port) : 'other';
  });
  return kinds.includes('port') && !kinds.includes('other');
}

/** The field that a match asks for; an ipset by the packet's source asks for that, and so does a set of pairs with it. */
function fieldOf({ left }: Fields): Json | undefined {
  if (!isFields(left)) return undefined;
  if (Array.isArray(left.concat)) return left.concat.map(each => fieldOf({ left: each })).find(isSource);
  if (isFields(left.ipset) && Array.isArray(left.ipset.flags))
    return left.ipset.flags.includes('src') ? 'saddr' : undefined;
  return isFields(left.payload) ? left.payload.field : undefined;
}

const isSource = (field: Json | undefined): boolean => field === 'saddr';

/** How a rule asks for the sender's address: `==`, `!=`, or not at all. */
const asksSource = (statements: Rule['statements']): string | undefined =>
  statements.flatMap(({ match }) => (isFields(match) && isSource(fieldOf(match)) ? String(match.op) : []))[0];

/** A match's right side holds the port, alone or among others. */
function holds(right: Json | undefined, port: number): boolean {
  if (!isFields(right)) return right === port;
  if (Array.isArray(right.set)) return right.set.some(each => holds(each, port));
  const [first, last] = Array.isArray(right.range) ? right.range : [];
  return Number(first) <= port && port <= Number(last);
}

/** The rule spares those of some addresses what comes after it in its chain: on this port, or (`null`) on every one. */
function admits({ statements }: Rule, port: number | null): boolean {
  const ports = statements.flatMap(({ match }) =>
    isFields(match) && fieldOf(match) === 'dport' ? [match.right] : [],
  );
  return (
    statements.some(statement => 'accept' in statement || 'return' in statement) &&
    asksSource(statements) === '==' &&
    (port === null ? ports.length === 0 : ports.some(right => holds(right, port)))
  );
}

/**
 * Who may use the port is a list, and the stop is where the others end: its rule is about some addresses or spares some,
 * or rules of its table let some in, or those of a chain that others jump to whatever the port.
 */
export function isListed(rules: FirewallRules, { quote }: Stop, port: number): boolean {
  if (!quote) return false;
  const rule = ruleAt(rules, quote);
  const asked = rule && asksSource(rule.statements);
  if (rule && asked !== undefined) return asked !== '==' || !namesOnly(rule, port);
  const chain = chainOf(rules, quote);
  const all = tableOf(rules, quote)?.chains.flatMap(each => each.rules) ?? [];
  const near = chain?.hook === null ? chain.rules : [];
  return all.some(each => admits(each, port)) || near.some(each => admits(each, null));
}

/** Another client than this one may fare otherwise there. */
export const asksWho = (rules: FirewallRules, stop: Stop, port: number): boolean =>
  isListed(rules, stop, port) ||
  (stop.quote !== null && asksSource(ruleAt(rules, stop.quote)?.statements ?? []) !== undefined);
