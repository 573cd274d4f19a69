import { canonicalAddress } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { isFields, wordOf } from './json.js';
import { ticksAgo } from './ticks.js';
import type { Chain, Json, Rule, Statement, Table } from './types.js';
import { type Budget, budgets, isFileName } from './xt-budgets.js';

/** More addresses than xt_recent keeps in a list unless it is told to (ip_list_tot, 100) fit in. */
const LONGEST = 256 * 1024;

/** Of each address that -m recent has noted under a name, when that was, in ticks; undefined where the list cannot be read. */
function noted(system: System, name: string): ReadonlyMap<string, readonly number[]> | undefined {
  if (!isFileName(name)) return undefined;
  try {
    const lines = system.read(`/proc/net/xt_recent/${name}`, LONGEST).split('\n');
    return new Map(
      lines.flatMap(line => {
        const address = canonicalAddress(/^src=(\S+)/.exec(line)?.[1] ?? '');
        const [, ...ticks] = line.split('oldest_pkt: ')[1]?.split(/[ ,]+/) ?? [];
        return address ? [[address, ticks.map(Number)] as const] : [];
      }),
    );
  } catch {
    return undefined;
  }
}

/** What a list holds, in words for the rule that asks it: the addresses, and how many seconds ago each was noted. */
function listed(system: System, name: string): { readonly [key: string]: Json } | undefined {
  const list = noted(system, name);
  if (!list) return undefined;
  const ago = list.size > 0 ? ticksAgo(system) : undefined;
  return {
    noted: [...list.keys()],
    ...(ago && { ages: Object.fromEntries([...list].map(([address, ticks]) => [address, ticks.map(ago)])) }),
  };
}

const listOf = (statement: Statement): string | undefined =>
  isFields(statement.recent) ? wordOf(statement.recent.name) : undefined;

const tableOf = (statement: Statement): string | undefined =>
  isFields(statement.limit) && typeof statement.limit.table === 'string' ? statement.limit.table : undefined;

/** Reads each list or table once. */
function once<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return name => {
    if (!known.has(name)) known.set(name, read(name));
    return known.get(name)!;
  };
}

/** What a rule asks of a packet besides, to be compared. */
const asked = ({ statements }: Rule): string =>
  JSON.stringify(statements.filter(each => 'match' in each).map(({ match }) => match));

/** Whether a chain notes in the list that a rule asks for the very packets that the rule is about: whoever connected stays out for a while. */
function isOwn(rule: Rule, list: string, { rules }: Chain): boolean {
  const notes = ({ statements }: Rule) =>
    statements.some(each => listOf(each) === list && isFields(each.recent) && each.recent.note === true);
  return rules.some(each => notes(each) && asked(each) === asked(rule));
}

/** The same tables, with what the lists of -m recent and the tables of -m hashlimit hold in the rules that ask for them. */
export function withLists(system: System, tables: readonly Table[]): readonly Table[] {
  const all = tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules));
  const asks = (statement: Statement) => listOf(statement) ?? tableOf(statement);
  if (!all.some(({ statements }) => statements.some(each => asks(each) !== undefined))) return tables;
  const listOnce = once(name => listed(system, name));
  const readers = { ip: once(four => budgets(system, four, 4)), ip6: once(six => budgets(system, six, 6)) };
  const withList = (
    statement: Statement,
    read: (name: string) => readonly Budget[] | undefined,
    isTheirs: (list: string) => boolean,
  ): Statement => {
    const [list, table] = [listOf(statement), tableOf(statement)];
    if (list !== undefined && isFields(statement.recent))
      return { recent: { ...statement.recent, ...listOnce(list), ...(isTheirs(list) && { own: true }) } };
    if (table === undefined || !isFields(statement.limit)) return statement;
    const spent = read(table)?.filter(each => each.spent);
    return spent ? { limit: { ...statement.limit, spent: spent.map(({ key }) => key) } } : statement;
  };
  return tables.map(table => ({
    ...table,
    chains: table.chains.map(chain => ({
      ...chain,
      rules: chain.rules.map(rule => ({
        ...rule,
        statements: rule.statements.map(each =>
          withList(each, readers[table.family === 'ip6' ? 'ip6' : 'ip'], list => isOwn(rule, list, chain)),
        ),
      })),
    })),
  }));
}
