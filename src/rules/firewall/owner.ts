import type { FirewallRules, Rule } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Quote } from '../../firewall/quote.js';
import { commandLine } from '../../programs/shell.js';
import { type Change, chainOf, insertAccept, iptablesOf, tableOf, withRules } from './change.js';
import { keepFor } from './keep.js';
import {
  acceptRule,
  fromRisk,
  fromStatements,
  fromWords,
  iptablesWords,
  type Opening,
  ownRisk,
} from './opening.js';

const isIptables = (quote: Quote): boolean => quote.engine !== 'nft';

/** ufw keeps the filter tables of iptables; a policy of theirs is its default. */
function isUfw(rules: FirewallRules, quote: Quote): boolean {
  if (!rules.owners.ufw || !isIptables(quote) || quote.table !== 'filter') return false;
  if (/^ufw6?-/.test(quote.chain)) return true;
  return quote.policy && (tableOf(rules, quote)?.chains.some(chain => /^ufw6?-/.test(chain.name)) ?? false);
}

/** What ufw calls a direction, by the hook. */
const directions = { input: 'input', output: 'output', forward: 'forward' } as const;
const directionOf = (hook: Stop['hook']) =>
  Object.hasOwn(directions, hook) ? directions[hook as 'input'] : undefined;

type Way = 'input' | 'output' | 'forward';

/** The words after `ufw`: what is let through, which way. */
function ufwRule({ protocol, port, address, from, side }: Opening, way: Way): readonly string[] {
  if (from !== null)
    return ['allow', 'proto', protocol, 'from', from, 'to', address ?? 'any', 'port', String(port)];
  const far = ['proto', protocol, 'to', address ?? 'any', 'port', String(port)];
  if (way === 'forward') return ['allow', ...far];
  if (side === 'sport') return ['allow', 'out', 'proto', protocol, 'from', 'any', 'port', String(port)];
  return way === 'output' ? ['allow', 'out', ...far] : ['allow', `${port}/${protocol}`];
}

/** What ufw was told about this very port before, from anywhere: it keeps one rule of a kind, where it stands. */
const toldBefore = ({ owners }: FirewallRules, { protocol, port }: Opening): string | undefined =>
  (owners.ufwRules ?? [])
    .find(rule =>
      new RegExp(`^\\w+ ${protocol} ${port} 0\\.0\\.0\\.0/0 any 0\\.0\\.0\\.0/0 in\\b`).test(rule),
    )
    ?.split(' ')[0];

/**
 * A rule of the user's own that denies stays before what is added later. So the same rule is turned into an allow
 * where it stands, and any other is preceded by one.
 */
function ufwCommands(rules: FirewallRules, stop: Stop, opening: Opening, way: Way): readonly string[] {
  const rule = ufwRule(opening, way);
  const ufw = (...words: readonly string[]) =>
    commandLine(['ufw', ...(way === 'forward' ? ['route'] : []), ...words]);
  if (!/-user-/.test(stop.quote?.chain ?? '')) return [ufw(...rule)];
  const before = way === 'input' && opening.from === null ? toldBefore(rules, opening) : undefined;
  const first = [stop.quote, ...stop.through].some(quote => names(rules, quote, opening.port));
  if (before !== undefined && before !== 'allow' && first) return [ufw(...rule)];
  const anew = before === undefined ? [] : [commandLine(['ufw', 'delete', before, ...rule.slice(1)])];
  return [...anew, ufw('prepend', ...rule)];
}

/** The rule is about this one port. */
function names(rules: FirewallRules, quote: Quote | null, port: number): boolean {
  const rule = quote && chainOf(rules, quote)?.rules.find(each => each.position === quote.position);
  return (
    rule?.statements.some(({ match }) => JSON.stringify(match ?? null).endsWith(`"right":${port}}`)) ?? false
  );
}

/** Lets it through by ufw, which keeps it over reboots. */
export function allowByUfw(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { quote, hook } = stop;
  const way = directionOf(hook);
  if (!quote || !way || !isUfw(rules, quote)) return undefined;
  const chain = `${quote.family === 'ip6' ? 'ufw6' : 'ufw'}-user-${way}`;
  return {
    commands: ufwCommands(rules, stop, opening, way),
    rules: withRules(rules, quote, chain, list => [acceptRule(opening), ...list]),
    keep: null,
    title: `Let ${opening.port}/${opening.protocol} through in ufw`,
    risk:
      opening.from !== null
        ? fromRisk(opening.from)
        : opening.outward === null
          ? 'Any machine that can reach this one can then connect; "ufw allow from ADDRESS" would let in less.'
          : ownRisk(opening.outward),
  };
}

const zoneIn = (quote: Quote): string | undefined =>
  /^(?:filter_)?IN_(.+?)(?:_(?:pre|log|deny|allow|post))?$/.exec(quote.chain)?.[1];

/** What a zone denies comes before what it allows, and a rich rule of the lowest priority before all else (firewalld.richlanguage(5)). */
function richRule({ family, from, protocol, port }: Opening): string {
  const source = from === null ? '' : ` source address="${from}"`;
  const ip = from === null ? '' : ` family="ipv${family}"`;
  return `rule${ip} priority="-32768"${source} port port="${port}" protocol="${protocol}" accept`;
}

/** Opens the port in firewalld's zone, now and for good. */
export function openInFirewalld(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { quote, through, hook } = stop;
  const chains = quote ? [quote, ...through] : [];
  const zone = chains.map(zoneIn).find(name => name !== undefined);
  const mine = chains.some(
    each => each.table.startsWith('firewalld') || each.chain.startsWith('INPUT_ZONES'),
  );
  if (!rules.owners.firewalld || !quote || hook !== 'input' || !(mine || zone)) return undefined;
  // A policy's chains have the word before its name; a zone's have none.
  const [kind, name] = zone?.startsWith('policy_') ? ['policy', zone.slice(7)] : ['zone', zone];
  const denied = /_(?:pre|deny)$/.test(quote.chain);
  const { protocol, port } = opening;
  const words = denied ? `--add-rich-rule=${richRule(opening)}` : `--add-port=${port}/${protocol}`;
  const open = (...more: string[]) =>
    commandLine(['firewall-cmd', ...more, ...(zone ? [`--${kind}=${name}`] : []), words]);
  return {
    commands: [open(), open('--permanent')],
    rules: insertAccept(rules, quote, opening)?.rules ?? rules,
    keep: null,
    title: `Open ${port}/${protocol} in firewalld${zone ? `'s ${kind} ${name}` : ''}`,
    risk:
      denied && opening.from !== null
        ? fromRisk(opening.from)
        : `Every machine of that ${kind} can then connect.`,
  };
}

/** The rule for the published port, whichever container and port it leads to (`--ctstate DNAT --ctorigdstport`). */
const publishedRule = (opening: Opening, port: number): Rule => ({
  handle: null,
  position: 0,
  text: 'accept',
  statements: [
    ...fromStatements(opening),
    { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: opening.protocol } },
    { match: { op: 'in', left: { ct: { key: 'status' } }, right: ['dnat'] } },
    { match: { op: '==', left: { ct: { key: 'proto-dst', dir: 'original' } }, right: port } },
    { accept: null },
  ],
});

/**
 * Lets a published port through in DOCKER-USER by the port that clients ask for: a container gets another address when
 * it is made again, and may have another port inside.
 */
export function allowPublished(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { protocol, published } = opening;
  if (published === null) return undefined;
  const words = [
    ...fromWords(opening),
    '-p',
    protocol,
    '-m',
    'conntrack',
    '--ctstate',
    'DNAT',
    '--ctorigdstport',
    `${published}`,
  ];
  return inDockerUser(rules, stop, opening, [...words, '-j', 'ACCEPT'], publishedRule(opening, published));
}

/** Docker's own chains are written anew at its start; DOCKER-USER is left to people. */
export const allowInDockerUser = (rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined =>
  inDockerUser(rules, stop, opening, iptablesWords(opening), acceptRule(opening));

function inDockerUser(
  rules: FirewallRules,
  { quote, hook }: Stop,
  { from }: Opening,
  words: readonly string[],
  rule: Rule,
): Change | undefined {
  if (!quote || hook !== 'forward' || !isIptables(quote)) return undefined;
  const chain = tableOf(rules, quote)?.chains.find(each => each.name === 'DOCKER-USER');
  if (!chain) return undefined;
  return {
    commands: [commandLine([iptablesOf(quote), '-I', 'DOCKER-USER', ...words])],
    rules: withRules(rules, quote, 'DOCKER-USER', list => [rule, ...list]),
    keep: keepFor({ ...quote, chain: chain.name }),
    title: 'Let it through in DOCKER-USER, the chain that Docker leaves alone',
    risk:
      from === null
        ? 'Every machine whose packets are forwarded here can then connect to the container.'
        : fromRisk(from),
  };
}
