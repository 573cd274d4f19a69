import { wordsOf } from '../../facts/firewall/iptables-words.js';
import type { Chain, FirewallRules, Rule, Table } from '../../facts/firewall/types.js';
import { isNfts, type Quote } from '../../firewall/quote.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { keepFor } from './keep.js';
import { acceptRule, describe, iptablesWords, nftWords, type Opening, openRisk, ownRisk } from './opening.js';

/** One change of the rules: the command that makes it, and the rules as they are then. */
export interface Change {
  readonly commands: readonly string[];
  readonly rules: FirewallRules;
  /** How it outlasts a reboot; null where the command sees to that. */
  readonly keep: string | null;
  readonly title: string;
  readonly risk: string;
}

const same = (table: Table, quote: Quote): boolean =>
  table.engine === quote.engine && table.family === quote.family && table.name === quote.table;

/** The table that a quoted rule is in. */
export const tableOf = (rules: FirewallRules, quote: Quote): Table | undefined =>
  rules.tables.find(table => same(table, quote));

/** The chain that a quoted rule is in. */
export const chainOf = (rules: FirewallRules, quote: Quote): Chain | undefined =>
  tableOf(rules, quote)?.chains.find(chain => chain.name === quote.chain);

export const ruleAt = (rules: FirewallRules, quote: Quote): Rule | undefined =>
  chainOf(rules, quote)?.rules.find(({ position }) => position === quote.position);

/** The rules with one chain's list replaced; rules are numbered anew. */
export function withRules(
  rules: FirewallRules,
  table: Pick<Quote, 'engine' | 'family' | 'table'>,
  chain: string,
  change: (list: readonly Rule[]) => readonly Rule[],
): FirewallRules {
  const numbered = (list: readonly Rule[]) =>
    list.map((rule, index) => (rule.position === index + 1 ? rule : { ...rule, position: index + 1 }));
  return {
    ...rules,
    tables: rules.tables.map(each =>
      same(each, table as Quote)
        ? {
            ...each,
            chains: each.chains.map(one =>
              one.name === chain ? { ...one, rules: numbered(change(one.rules)) } : one,
            ),
          }
        : each,
    ),
  };
}

/** iptables by the name of its back end: `iptables` alone may be the other one. */
export function iptablesOf(quote: Pick<Quote, 'engine' | 'family'>): string {
  const program = quote.family === 'ip6' ? 'ip6tables' : 'iptables';
  return `${program}-${quote.engine === 'iptables-legacy' ? 'legacy' : 'nft'}`;
}

/** The same, with the table that the place is in. */
export const iptablesFor = (quote: Quote): string[] => [
  iptablesOf(quote),
  ...(quote.table === 'filter' ? [] : ['-t', quote.table]),
];

/** Puts an accept before a rule, or at the end of a chain whose policy drops. */
export function insertAccept(
  rules: FirewallRules,
  place: Quote,
  opening: Opening,
  where = place.policy ? `at the end of chain ${place.chain}` : 'just before that rule',
): Change | undefined {
  const chain = chainOf(rules, place);
  if (!chain) return undefined;
  const at = place.policy ? chain.rules.length : (place.position ?? 1) - 1;
  const put = (list: readonly Rule[]) => [...list.slice(0, at), acceptRule(opening), ...list.slice(at)];
  const words = place.engine === 'nft' ? nftInsert(place, opening) : iptablesInsert(place, opening, at + 1);
  return {
    commands: [commandLine(words)],
    rules: withRules(rules, place, place.chain, put),
    keep: keepFor(place),
    title: `Let ${describe(opening)} through, ${where}`,
    risk: openRisk(opening),
  };
}

function nftInsert(place: Quote, opening: Opening): string[] {
  const where = [place.family, place.table, place.chain];
  return place.policy
    ? ['nft', 'add', 'rule', ...where, ...nftWords(opening)]
    : ['nft', 'insert', 'rule', ...where, 'handle', String(place.handle), ...nftWords(opening)];
}

function iptablesInsert(place: Quote, opening: Opening, number: number): string[] {
  const how = place.policy ? ['-A', place.chain] : ['-I', place.chain, String(number)];
  return [...iptablesFor(place), ...how, ...iptablesWords(opening)];
}

/**
 * A rule as `iptables -D` finds it again: word for word, so that a second time, or after a change, no other rule is taken
 * for it. By its number where a comment is in no plain letters.
 */
function ruleWords({ text, chain, position }: Quote): readonly string[] {
  const head = `-A ${chain} `;
  const plain = text.startsWith(head) && /^[ -~]+$/.test(text);
  return plain ? wordsOf(text.slice(head.length)) : [String(position)];
}

/** Takes a rule away, one for this machine's own connections where `own`. */
export function deleteRule(rules: FirewallRules, quote: Quote, own = false): Change | undefined {
  if (quote.policy || quote.position === null) return undefined;
  const at = quote.position - 1;
  const words = isNfts(quote)
    ? ['nft', 'delete', 'rule', quote.family, quote.table, quote.chain, 'handle', String(quote.handle)]
    : [...iptablesFor(quote), ...['-D', quote.chain, ...ruleWords(quote)]];
  if (quote.engine === 'nft' && quote.handle === null) return undefined;
  return {
    commands: [commandLine(words)],
    rules: withRules(rules, quote, quote.chain, list => list.filter((_, index) => index !== at)),
    keep: keepFor(quote),
    title: 'Take the rule away',
    risk: own ? ownRisk('whatever the rule kept it from') : 'Whoever the rule kept out can then connect.',
  };
}

/** Changes that are made one after the other, and what is to be let through besides, as one fix. */
export function inOne(made: readonly Change[], too: Fix | undefined): Fix {
  const { title, risk } = made[0]!;
  const next = made.length > 1 ? '; then change what stops it next' : '';
  const besides = too ? '; and ICMPv6, without which nobody finds this machine' : '';
  const keep = [...made.map(change => change.keep), too?.text].filter(Boolean);
  return {
    title: `${title}${next}${besides}`,
    steps: [
      ...made.flatMap(change => change.commands).map(command => ({ do: 'run' as const, command })),
      ...(too?.steps ?? []),
    ],
    risk,
    needsRoot: true,
    ...(keep.length > 0 && { text: [...new Set(keep)].join(' ') }),
  };
}
