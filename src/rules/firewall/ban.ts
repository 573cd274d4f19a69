import { isFields } from '../../facts/firewall/json.js';
import type { FirewallRules, Json, NamedSet, Rule } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Quote } from '../../firewall/quote.js';
import { addressNumber } from '../../firewall/value.js';
import { commandLine } from '../../programs/shell.js';
import { type Change, deleteRule, ruleAt, tableOf } from './change.js';
import { keepFor } from './keep.js';

/** A set that holds the client's own address, because of which a rule turns it away. */
export interface Ban {
  readonly set: string;
  readonly ipset: boolean;
  /** fail2ban's jail, where the name of the set or chain says that it is one of fail2ban's. Neither set nor jail: CSF's chain. */
  readonly jail: string | null;
}

/** The address that an element of a set names by itself; undefined for networks, ranges and concatenations. */
function addressIn(element: Json): number | bigint | undefined {
  const bare = isFields(element) && isFields(element.elem) ? (element.elem.val ?? null) : element;
  return typeof bare === 'string' ? addressNumber(bare) : undefined;
}

const holds = (set: NamedSet | undefined, client: string): boolean => {
  const wanted = addressNumber(client);
  return wanted !== undefined && (set?.elements.some(element => addressIn(element) === wanted) ?? false);
};

/** The names of the sets that a rule compares the source address with. */
function setsIn(rule: Rule): readonly string[] {
  return rule.statements.flatMap(({ match }) => {
    if (!isFields(match) || typeof match.right !== 'string' || match.op === '!=') return [];
    const about = JSON.stringify(match.left);
    return /"saddr"|"src"/.test(about) && /^[@%]/.test(match.right) ? [match.right] : [];
  });
}

const jailOf = (name: string): string | null =>
  /^(?:f2b-|fail2ban-|addr6?-set-)(.+)$/.exec(name)?.[1] ?? null;

/** The rule names the client's very address: `-s 10.0.0.9/32`, as fail2ban writes into its chains. */
function namesClient(rule: Rule, client: string): boolean {
  return rule.statements.some(({ match }) => {
    if (!isFields(match) || match.op !== '==' || !JSON.stringify(match.left).includes('"saddr"'))
      return false;
    const prefix = isFields(match.right) && isFields(match.right.prefix) ? match.right.prefix : undefined;
    const text = prefix ? (prefix.len === 32 || prefix.len === 128 ? prefix.addr : null) : match.right;
    return typeof text === 'string' && addressNumber(text) === addressNumber(client);
  });
}

/** Statements that end a packet's way, and those that only take note of it. */
const ENDS = /^(?:drop|reject|counter|log)$/;

/** Where a ban is decided: at the rule that stops, or at the jump to a chain that stops whoever comes there, as CSF's DROPIN. */
export function placeOfBan(rules: FirewallRules, { quote, through }: Stop): Quote | null {
  const jump = through.at(-1);
  const stopping = quote && ruleAt(rules, quote);
  const asksNothing = stopping?.statements.every(each => Object.keys(each).every(key => ENDS.test(key)));
  return asksNothing && jump && jump.table === quote?.table ? jump : quote;
}

/** Why a client is turned away by a rule: it stands in a set, or in a chain of fail2ban's or CSF's. */
export function banOf(rules: FirewallRules, quote: Quote, client: string | null): Ban | undefined {
  const rule = ruleAt(rules, quote);
  if (!rule || client === null) return undefined;
  for (const name of setsIn(rule)) {
    const ipset = name.startsWith('%');
    const set = (ipset ? rules.ipsets : (tableOf(rules, quote)?.sets ?? [])).find(
      each => each.name === name.slice(1),
    );
    if (holds(set, client)) return { set: name.slice(1), ipset, jail: jailOf(name.slice(1)) };
  }
  const jail = jailOf(quote.chain);
  return (jail || quote.chain === 'DENYIN') && namesClient(rule, client)
    ? { set: '', ipset: false, jail }
    : undefined;
}

/** The rules without the client's address in that set. Their statements are copied, because prepared ones remember their sets. */
function withoutElement(rules: FirewallRules, quote: Quote, ban: Ban, client: string): FirewallRules {
  const wanted = addressNumber(client);
  const less = (set: NamedSet): NamedSet =>
    set.name === ban.set
      ? { ...set, elements: set.elements.filter(each => addressIn(each) !== wanted) }
      : set;
  const fresh = rules.tables.map(table => ({
    ...table,
    sets: table.name === quote.table ? table.sets.map(less) : table.sets,
    chains: table.chains.map(chain => ({
      ...chain,
      rules: chain.rules.map(rule => ({ ...rule, statements: [...rule.statements] })),
    })),
  }));
  return { ...rules, tables: fresh, ipsets: ban.ipset ? rules.ipsets.map(less) : rules.ipsets };
}

/** The sets that a rule writes its packets' keys into. */
const writtenBy = ({ statements }: Rule): readonly string[] =>
  statements.flatMap(({ set }) => (isFields(set) && set.op !== 'delete' ? [String(set.set).slice(1)] : []));

/** The sets that rules write together with this one, itself among them: nft keeps a client's account for a limit in one of its own. */
function filledWith(rules: FirewallRules, quote: Quote, set: string): readonly string[] {
  const all = tableOf(rules, quote)?.chains.flatMap(chain => chain.rules.map(writtenBy)) ?? [];
  return [...new Set(all.filter(names => names.includes(set)).flat())];
}

/** Where the ban comes from, and would come from again. */
function keepUnbanned({ jail, set, ipset }: Ban, quote: Quote, client: string, filled: boolean): string {
  if (jail) return 'It will be banned again for the same reason: see ignoreip in jail.local.';
  if (/^crowdsec/.test(set) || /^crowdsec/.test(quote.table))
    return `CrowdSec decided it, and its bouncer puts it there again after a restart: cscli decisions delete --ip ${client} takes the decision back.`;
  if (set === '' || /^chain(?:_6)?_DENY$/.test(set))
    return `CSF puts it there again when it starts: csf -dr ${client} takes it out of /etc/csf/csf.deny, and csf -g ${client} says why it is there.`;
  if (filled)
    return `A rule of the same table fills the set ${set}: ${client} is put there again if it does the same.`;
  return ipset
    ? `Whatever fills the set ${set} may put it there again, at the next start at the latest: take it away there too.`
    : keepFor(quote);
}

/** Takes the client out of the set: by fail2ban where it keeps it, which would put it back otherwise. */
export function unban(rules: FirewallRules, quote: Quote, client: string | null): Change | undefined {
  const ban = banOf(rules, quote, client);
  if (!ban || client === null) return undefined;
  if (ban.set === '' && !(ban.jail && rules.owners.fail2ban)) return liftedByHand(rules, quote, ban, client);
  const { sets = [] } = tableOf(rules, quote) ?? {};
  const filled = ban.ipset ? [] : filledWith(rules, quote, ban.set);
  const others = sets.filter(set => set.name !== ban.set && filled.includes(set.name) && holds(set, client));
  const outOf = (set: string) => [
    'nft',
    'delete',
    'element',
    quote.family,
    quote.table,
    set,
    '{',
    client,
    '}',
  ];
  const words =
    ban.jail && rules.owners.fail2ban
      ? [['fail2ban-client', 'set', ban.jail, 'unbanip', client]]
      : ban.ipset
        ? [['ipset', 'del', ban.set, client]]
        : [ban.set, ...others.map(({ name }) => name)].map(outOf);
  const rest = withoutElement(rules, quote, ban, client);
  return {
    commands: words.map(each => commandLine(each)),
    rules: ban.set === '' ? withoutRule(rest, quote) : rest,
    keep: keepUnbanned(ban, quote, client, filled.length > 0),
    ...wordsFor(ban, client),
  };
}

const wordsFor = ({ jail, set }: Ban, client: string): Pick<Change, 'title' | 'risk'> => ({
  title:
    set && !jail
      ? `Take ${client} out of the set ${set}`
      : `Lift ${jail ? 'fail2ban' : 'CSF'}'s ban of ${client}`,
  risk: `${client} was put there for a reason: see why first.`,
});

/** A rule that fail2ban has left behind, or that CSF keeps: it goes by itself. */
function liftedByHand(rules: FirewallRules, quote: Quote, ban: Ban, client: string): Change | undefined {
  const change = deleteRule(rules, quote);
  return change && { ...change, ...wordsFor(ban, client), keep: keepUnbanned(ban, quote, client, false) };
}

const withoutRule = (rules: FirewallRules, quote: Quote): FirewallRules => ({
  ...rules,
  tables: rules.tables.map(table => ({
    ...table,
    chains: table.chains.map(chain =>
      chain.name === quote.chain && table.name === quote.table
        ? { ...chain, rules: chain.rules.filter(rule => rule.position !== quote.position) }
        : chain,
    ),
  })),
});
