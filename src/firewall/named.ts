import type { Chain, FirewallRules, Table } from '../facts/firewall/types.js';
import { remembering } from '../net/remember.js';
import type { SetNamed } from './ipset.js';

const chainsOf = remembering(
  ({ chains }: Table): ReadonlyMap<string, Chain> => new Map(chains.map(chain => [chain.name, chain])),
);

/** The chain of a table that a jump names; undefined where there is none. */
export const chainNamed = (table: Table, name: string): Chain | undefined => chainsOf(table).get(name);

/** The sets that rules of a table may name: its own by @, the ipsets by %. */
export const setsOf =
  (rules: FirewallRules, table: Table): SetNamed =>
  name =>
    (name.startsWith('%') ? rules.ipsets : table.sets).find(set => set.name === name.slice(1));
