import { canonicalAddress } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { isFields } from './json.js';
import type { Statement, Table } from './types.js';

/** More addresses than xt_recent keeps in a list unless it is told to (ip_list_tot, 100) fit in. */
const LONGEST = 256 * 1024;

/** The addresses that -m recent has noted under a name; undefined where the list cannot be read. */
function noted(system: System, name: string): readonly string[] | undefined {
  if (!/^[^/]+$/.test(name) || name.startsWith('.')) return undefined;
  try {
    const lines = system.read(`/proc/net/xt_recent/${name}`, LONGEST).matchAll(/^src=(\S+)/gm);
    return [...lines].flatMap(([, text]) => canonicalAddress(text!) ?? []);
  } catch {
    return undefined;
  }
}

const listOf = (statement: Statement): string | undefined =>
  isFields(statement.recent) ? String(statement.recent.name) : undefined;

/** The same tables, with what the lists of -m recent hold in the rules that ask for them. */
export function withLists(system: System, tables: readonly Table[]): readonly Table[] {
  const all = tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules));
  if (!all.some(({ statements }) => statements.some(each => listOf(each) !== undefined))) return tables;
  const lists = new Map<string, readonly string[] | undefined>();
  const withList = (statement: Statement): Statement => {
    const name = listOf(statement);
    if (name === undefined || !isFields(statement.recent)) return statement;
    if (!lists.has(name)) lists.set(name, noted(system, name));
    const addresses = lists.get(name);
    return addresses ? { recent: { ...statement.recent, noted: addresses } } : statement;
  };
  return tables.map(table => ({
    ...table,
    chains: table.chains.map(chain => ({
      ...chain,
      rules: chain.rules.map(rule => ({ ...rule, statements: rule.statements.map(withList) })),
    })),
  }));
}
