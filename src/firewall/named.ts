import type { Chain, FirewallRules, Table } from '../facts/firewall/types.js';
import type { SetNamed } from './match.js';

const chains = new WeakMap<Table, ReadonlyMap<string, Chain>>();

/** The chain of a table that a jump names; undefined where there is none. */
export function chainNamed(table: Table, name: string): Chain | undefined {
  const known = chains.get(table) ?? new Map(table.chains.map(chain => [chain.name, chain]));
  chains.set(table, known);
  return known.get(name);
}

/** The sets that rules of a table may name: its own by @, the ipsets by %. */
export const setsOf =
  (rules: FirewallRules, table: Table): SetNamed =>
  name =>
    (name.startsWith('%') ? rules.ipsets : table.sets).find(set => set.name === name.slice(1));
