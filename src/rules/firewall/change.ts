import type { Chain, FirewallRules, Json, Rule, Statement, Table } from '../../facts/firewall/types.js';
import type { Quote } from '../../firewall/quote.js';
import { commandLine } from '../../programs/shell.js';
import { keepFor } from './keep.js';

/** What a rule that lets a connection through has to match. */
export interface Opening {
  readonly family: 4 | 6;
  readonly protocol: 'tcp' | 'udp';
  /** The packet's end that the service is at: dport on the way in, sport on the way back. */
  readonly side: 'dport' | 'sport';
  readonly port: number;
  /** The service's address, where the chain sees other machines' packets too. */
  readonly address: string | null;
  /** Only packets of connections that were let in already. */
  readonly established: boolean;
  /** The port that clients ask for, where a rule has sent them on to `address` and `port`. */
  readonly published: number | null;
  /** Where this machine's own programs then get, by address and port; null where others come in. */
  readonly outward: string | null;
}

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

const ip = (family: 4 | 6): string => (family === 4 ? 'ip' : 'ip6');

/** The rule in the words of nft's JSON, to be judged like any other. */
function statementsOf(opening: Opening): readonly Statement[] {
  const match = (left: Json, right: Json, op = '=='): Statement => ({ match: { op, left, right } });
  const { family, protocol, side, port, address, established } = opening;
  const end = side === 'dport' ? 'daddr' : 'saddr';
  return [
    ...(address === null ? [] : [match({ payload: { protocol: ip(family), field: end } }, address)]),
    match({ payload: { protocol, field: side } }, port),
    ...(established ? [match({ ct: { key: 'state' } }, ['established'], 'in')] : []),
    { accept: null },
  ];
}

/** The rule that lets a connection through, as it would be read back. */
export const acceptRule = (opening: Opening): Rule => ({
  handle: null,
  position: 0,
  text: 'accept',
  statements: statementsOf(opening),
});

function nftWords({ family, protocol, side, port, address, established }: Opening): string[] {
  const end = side === 'dport' ? 'daddr' : 'saddr';
  return [
    ...(address === null ? [] : [ip(family), end, address]),
    protocol,
    side,
    String(port),
    ...(established ? ['ct', 'state', 'established'] : []),
    'accept',
  ];
}

/** The same as arguments of iptables(8). */
export function iptablesWords({ protocol, side, port, address, established }: Opening): string[] {
  return [
    ...(address === null ? [] : [side === 'dport' ? '-d' : '-s', address]),
    ...['-p', protocol, `--${side}`, String(port)],
    ...(established ? ['-m', 'conntrack', '--ctstate', 'ESTABLISHED'] : []),
    ...['-j', 'ACCEPT'],
  ];
}

/** iptables by the name of its back end: `iptables` alone may be the other one. */
export function iptablesOf(quote: Pick<Quote, 'engine' | 'family'>): string {
  const program = quote.family === 'ip6' ? 'ip6tables' : 'iptables';
  return `${program}-${quote.engine === 'iptables-legacy' ? 'legacy' : 'nft'}`;
}

const describe = ({ protocol, side, port, established }: Opening): string =>
  side === 'dport'
    ? `${port}/${protocol}`
    : `${established ? 'answers' : 'packets'} from ${port}/${protocol}`;

function openRisk({ side, outward, port, established }: Opening): string {
  if (established) return 'Only packets of connections that were let through already are concerned.';
  if (side === 'sport')
    return `Whatever is sent from port ${port} then gets past this place, asked for or not.`;
  return outward === null
    ? 'Every machine whose packets reach this rule can then connect.'
    : ownRisk(outward);
}

/** What a change on the way out opens. */
export const ownRisk = (goal: string): string => `Every program on this machine can then connect to ${goal}.`;

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
  const head = [iptablesOf(place), ...(place.table === 'filter' ? [] : ['-t', place.table])];
  const how = place.policy ? ['-A', place.chain] : ['-I', place.chain, String(number)];
  return [...head, ...how, ...iptablesWords(opening)];
}

/**
 * A rule as `iptables -D` finds it again: word for word, so that a second time, or after a change, no other rule is taken
 * for it. By its number where its words would have to be quoted.
 */
function ruleWords({ text, chain, position }: Quote): readonly string[] {
  const head = `-A ${chain} `;
  const plain = text.startsWith(head) && /^[\w ./:,=@%+-]+$/.test(text);
  return plain ? text.slice(head.length).trim().split(/ +/) : [String(position)];
}

/** Takes a rule away, one for this machine's own connections where `own`. */
export function deleteRule(rules: FirewallRules, quote: Quote, own = false): Change | undefined {
  if (quote.policy || quote.position === null) return undefined;
  const at = quote.position - 1;
  const words =
    quote.engine === 'nft'
      ? ['nft', 'delete', 'rule', quote.family, quote.table, quote.chain, 'handle', String(quote.handle)]
      : [
          iptablesOf(quote),
          ...(quote.table === 'filter' ? [] : ['-t', quote.table]),
          ...['-D', quote.chain, ...ruleWords(quote)],
        ];
  if (quote.engine === 'nft' && quote.handle === null) return undefined;
  return {
    commands: [commandLine(words)],
    rules: withRules(rules, quote, quote.chain, list => list.filter((_, index) => index !== at)),
    keep: keepFor(quote),
    title: 'Take the rule away',
    risk: own ? ownRisk('whatever the rule kept it from') : 'Whoever the rule kept out can then connect.',
  };
}
