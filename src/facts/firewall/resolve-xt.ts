import { type Fields, isFields } from './json.js';
import type { Chain, Rule, Statement, Table } from './types.js';

const isXt = (statement: Statement): boolean => 'xt' in statement;

/** The names that iptables' nft back end uses for its tables. */
const names = new Set(['filter', 'nat', 'mangle', 'raw', 'security']);
const builtIn = /^(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/;

/** A table that iptables' nft back end keeps, or might: worth asking iptables-nft-save about. */
export const looksLikeIptables = (table: Table): boolean =>
  (table.family === 'ip' || table.family === 'ip6') &&
  names.has(table.name) &&
  table.chains.some(chain => builtIn.test(chain.name));

/** What -m quota has let pass: the bytes that nft counts of its rule, which iptables' listing leaves out. */
function withPassed(statement: Statement, { statements }: Rule): Statement {
  const { quota } = statement;
  const counter = statements.find(each => isFields(each.counter))?.counter as Fields | undefined;
  return isFields(quota) && counter ? { quota: { ...quota, passed: counter.bytes ?? null } } : statement;
}

/** Written by nft into a table of iptables, which knows no sets, maps or ranges of addresses: its listing leaves those out. */
const isNfts = ({ statements }: Rule): boolean =>
  /"@|"set":|"vmap":|"range":\["/.test(JSON.stringify(statements));

/**
 * nft's JSON says only that a rule holds an extension of iptables, not its arguments; iptables' own listing says all.
 * The two listings of a chain are the same rules in the same order, or they are not of one moment and nft's stands.
 */
function resolved(chain: Chain, saved: Chain | undefined): Chain {
  if (!saved || saved.rules.length !== chain.rules.length) return chain;
  const rules = chain.rules.map((rule, index): Rule => {
    if (!rule.statements.some(isXt) && isNfts(rule)) return rule;
    const { text, statements } = saved.rules[index]!;
    const better = !statements.some(isXt) || rule.statements.some(isXt);
    return {
      ...rule,
      text,
      statements: better ? statements.map(each => withPassed(each, rule)) : rule.statements,
    };
  });
  return { ...chain, rules };
}

/** The tables of nft's listing with those of iptables in full. */
export function resolveXt(tables: readonly Table[], saved: readonly Table[]): readonly Table[] {
  return tables.map(table => {
    const own = saved.find(each => each.family === table.family && each.name === table.name);
    if (!own || !looksLikeIptables(table)) return table;
    const chainOf = (name: string) => own.chains.find(chain => chain.name === name);
    return {
      ...table,
      engine: 'iptables',
      chains: table.chains.map(chain => resolved(chain, chainOf(chain.name))),
    };
  });
}
