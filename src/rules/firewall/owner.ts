import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Quote } from '../../firewall/quote.js';
import { commandLine } from '../../programs/shell.js';
import {
  acceptRule,
  type Change,
  insertAccept,
  iptablesOf,
  iptablesWords,
  keepFor,
  type Opening,
  tableOf,
  withRules,
} from './change.js';

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

function ufwWords(opening: Opening, direction: 'input' | 'output' | 'forward', first: boolean): string[] {
  const { protocol, port, address, side } = opening;
  const verb = first ? ['ufw', 'prepend'] : ['ufw'];
  const far = ['proto', protocol, 'to', address ?? 'any', 'port', String(port)];
  if (direction === 'forward') return ['ufw', 'route', ...(first ? ['prepend'] : []), 'allow', ...far];
  if (side === 'sport')
    return [...verb, 'allow', 'out', 'proto', protocol, 'from', 'any', 'port', String(port)];
  if (direction === 'output') return [...verb, 'allow', 'out', ...far];
  return [...verb, 'allow', `${port}/${protocol}`];
}

/** Lets it through by ufw, which keeps it over restarts. A rule of the user's own must stand before the one that denies. */
export function allowByUfw(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { quote, hook } = stop;
  const direction = directionOf(hook);
  if (!quote || !direction || !isUfw(rules, quote)) return undefined;
  const first = /-user-/.test(quote.chain);
  const chain = `${quote.family === 'ip6' ? 'ufw6' : 'ufw'}-user-${direction}`;
  return {
    commands: [commandLine(ufwWords(opening, direction, first))],
    rules: withRules(rules, quote, chain, list => [acceptRule(opening), ...list]),
    keep: null,
    title: `Let ${opening.port}/${opening.protocol} through in ufw`,
    risk: 'Any machine that can reach this one can then connect; "ufw allow from ADDRESS" would let in less.',
  };
}

const zoneIn = (quote: Quote): string | undefined =>
  /^(?:filter_)?IN_(.+?)(?:_(?:pre|log|deny|allow|post))?$/.exec(quote.chain)?.[1];

/** Opens the port in firewalld's zone, now and for good. */
export function openInFirewalld(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { quote, through, hook } = stop;
  const chains = quote ? [quote, ...through] : [];
  const zone = chains.map(zoneIn).find(name => name !== undefined);
  const mine = chains.some(
    each => each.table.startsWith('firewalld') || each.chain.startsWith('INPUT_ZONES'),
  );
  if (!rules.owners.firewalld || !quote || hook !== 'input' || !(mine || zone)) return undefined;
  // What a zone denies comes before what it allows: opening the port would not help.
  if (/_deny$/.test(quote.chain)) return undefined;
  const open = (...more: string[]) =>
    commandLine([
      'firewall-cmd',
      ...more,
      ...(zone ? [`--zone=${zone}`] : []),
      `--add-port=${opening.port}/${opening.protocol}`,
    ]);
  return {
    commands: [open(), open('--permanent')],
    rules: insertAccept(rules, quote, opening)?.rules ?? rules,
    keep: null,
    title: `Open ${opening.port}/${opening.protocol} in firewalld${zone ? `'s zone ${zone}` : ''}`,
    risk: 'Every machine of that zone can then connect.',
  };
}

/** Docker's own chains are written anew at its start; DOCKER-USER is left to people. */
export function allowInDockerUser(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { quote, hook } = stop;
  if (!quote || hook !== 'forward' || !isIptables(quote)) return undefined;
  const chain = tableOf(rules, quote)?.chains.find(each => each.name === 'DOCKER-USER');
  if (!chain) return undefined;
  return {
    commands: [commandLine([iptablesOf(quote), '-I', 'DOCKER-USER', ...iptablesWords(opening)])],
    rules: withRules(rules, quote, 'DOCKER-USER', list => [acceptRule(opening), ...list]),
    keep: keepFor(quote),
    title: 'Let it through in DOCKER-USER, the chain that Docker leaves alone',
    risk: 'Every machine whose packets are forwarded here can then connect to the container.',
  };
}
