import { undecided } from './iptables-match.js';
import { absentHeaders, knownModules, tuning, wholeModules } from './iptables-modules.js';
import { markMatch, matchOptions } from './iptables-options.js';
import { targetOf } from './iptables-target.js';
import { type Option, optionsOf, wordsOf } from './iptables-words.js';
import type { Chain, Hook, Rule, Statement, Table } from './types.js';

/** Hook and priority of the built-in chains (include/uapi/linux/netfilter_ipv4.h). */
const hooks: Readonly<Record<string, string>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};
const priorities: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };
const priorityOf = (table: string, hook: string): number =>
  table === 'nat' ? (hook === 'prerouting' || hook === 'output' ? -100 : 100) : (priorities[table] ?? 0);

/** The kernel routes anew what the mangle table's OUTPUT has marked (net/ipv4/netfilter/iptable_mangle.c). */
function typeOf(table: string, hook: string): string {
  if (table === 'nat') return 'nat';
  return table === 'mangle' && hook === 'output' ? 'route' : 'filter';
}

function hookOf(table: string, chain: string, policy: string): Hook | null {
  const name = hooks[chain];
  if (name === undefined || policy === '-') return null;
  return {
    type: typeOf(table, name),
    name,
    priority: priorityOf(table, name),
    policy: policy === 'DROP' ? 'drop' : 'accept',
    devices: [],
  };
}

/** The statements of the matches; a module or an option that is not known here leaves a doubt with its name. */
function matchesOf(options: readonly Option[], family: 'ip' | 'ip6'): Statement[] {
  const statements: Statement[] = [];
  let module = '';
  for (const option of options) {
    if (option.name === '-m') {
      module = option.values[0] ?? '';
      if (absentHeaders.has(module))
        statements.push({ match: { op: '==', left: { meta: { key: 'l4proto' } }, right: -1 } });
      else if (Object.hasOwn(wholeModules, module)) statements.push(wholeModules[module]!(options));
      else if (!knownModules.has(module)) statements.push(undecided(module));
    } else if (option.name === '--mark') statements.push(markMatch(module, option));
    else if (Object.hasOwn(matchOptions, option.name))
      statements.push(...[matchOptions[option.name]!(option, family, options)].flat());
    else if (knownModules.has(module) && !tuning.test(option.name))
      statements.push(undecided(`${module} ${option.name}`));
  }
  return statements;
}

/** Splits `-A CHAIN -p tcp … -j TARGET …` into what must match and what is then done. */
function statementsOf(
  words: readonly string[],
  family: 'ip' | 'ip6',
  chains: ReadonlySet<string>,
): Statement[] {
  const options = optionsOf(words);
  const at = options.findIndex(option => option.name === '-j' || option.name === '-g');
  const statements = matchesOf(at < 0 ? options : options.slice(0, at), family);
  if (at < 0) return statements;
  const name = options[at]!.values[0] ?? '';
  const verdict = options[at]!.name === '-g' ? 'goto' : 'jump';
  if (chains.has(name)) statements.push({ [verdict]: { target: name } });
  else statements.push(...targetOf(name, options.slice(at + 1), family));
  return statements;
}

interface Building {
  readonly name: string;
  readonly chains: Map<string, { hook: Hook | null; lines: string[] }>;
}

function finished(table: Building, engine: Table['engine'], family: 'ip' | 'ip6'): Table {
  const names = new Set(table.chains.keys());
  const rule = (line: string, index: number): Rule => ({
    handle: null,
    position: index + 1,
    text: line,
    statements: statementsOf(wordsOf(line).slice(2), family, names),
  });
  const chains = [...table.chains].map(
    ([name, { hook, lines }]): Chain => ({ name, hook, rules: lines.map(rule) }),
  );
  return { engine, family, name: table.name, chains, sets: [] };
}

/** Reads what iptables-save (or ip6tables-save) printed, of either back end. Lines that are none of it are passed over. */
export function parseIptablesSave(
  saved: string,
  engine: 'iptables' | 'iptables-legacy',
  family: 'ip' | 'ip6',
): readonly Table[] {
  const tables: Table[] = [];
  let table: Building | undefined;
  for (const raw of saved.split('\n')) {
    const line = raw.replace(/^\[\d+:\d+\] /, '').trimEnd();
    if (line.startsWith('*')) table = { name: line.slice(1), chains: new Map() };
    else if (line === 'COMMIT') {
      if (table) tables.push(finished(table, engine, family));
      table = undefined;
    } else if (line.startsWith(':')) {
      const [name = '', policy = '-'] = line.slice(1).split(' ');
      table?.chains.set(name, { hook: hookOf(table.name, name, policy), lines: [] });
    } else if (line.startsWith('-A ')) table?.chains.get(line.split(' ', 2)[1]!)?.lines.push(line);
  }
  return tables;
}
