import { type Fields, isFields } from './json.js';
import type { Chain, FirewallRules, Json, Rule, Statement, Table } from './types.js';

/** Where a rule sends what it is about: to an address, or to the one that was asked (null), and to a port, or the same (null). */
export interface Goal {
  readonly address: string | null;
  readonly port: number | null;
}

/** A constant that a port is compared with holds it: the number, a range, a list; a named set may. */
function holds(json: Json, port: number): boolean {
  if (Array.isArray(json)) return (json as readonly Json[]).some(each => holds(each, port));
  if (!isFields(json)) return json === port || (typeof json === 'string' && json.startsWith('@'));
  if (!Array.isArray(json.range)) return Object.values(json).some(each => holds(each, port));
  const [low, high] = json.range as readonly Json[];
  return Number(low) <= port && port <= Number(high);
}

/** It reads the port that a packet is for, perhaps beside other things. */
const readsPort = (json: Json | undefined): boolean =>
  isFields(json) &&
  (Array.isArray(json.concat)
    ? (json.concat as readonly Json[]).some(readsPort)
    : isFields(json.payload) && json.payload.field === 'dport');

const isForOthers = ({ match }: Statement, port: number): boolean =>
  isFields(match) &&
  (match.op === '==' || match.op === 'in') &&
  readsPort(match.left) &&
  !holds(match.right ?? null, port);

/** What a map may give for the port: `dnat to tcp dport map { 80 : 10.0.0.2 }`; the constant itself where it is none. */
function valuesOf(json: Json | undefined, { sets }: Table, port: number): readonly Json[] {
  const map = isFields(json) ? json.map : undefined;
  if (!isFields(map)) return [json ?? null];
  const named = sets.find(({ name }) => `@${name}` === map.data)?.elements;
  const pairs = named ?? (isFields(map.data) && Array.isArray(map.data.set) ? map.data.set : []);
  return (pairs as readonly Json[]).flatMap(pair => {
    const [key = null, value = null] = Array.isArray(pair) ? (pair as readonly Json[]) : [];
    return readsPort(map.key) && !holds(key, port) ? [] : [value];
  });
}

function goalOf(addr: Json, port: Json): Goal {
  const [address, to] =
    isFields(addr) && Array.isArray(addr.concat) ? (addr.concat as readonly Json[]) : [addr, port];
  return {
    address: typeof address === 'string' ? address : null,
    port: typeof to === 'number' ? to : null,
  };
}

const goalsIn = (body: Fields, table: Table, port: number): readonly Goal[] =>
  valuesOf(body.addr, table, port).flatMap(addr =>
    valuesOf(body.port, table, port).map(to => goalOf(addr, to)),
  );

const natOf = (statements: readonly Statement[]): Fields | undefined =>
  statements.map(({ dnat, redirect }) => dnat ?? redirect).find(isFields);

/**
 * The chains that a packet for the port may come to: those of the hooks, and those that rules jump to which are not about
 * other ports. A Kubernetes node has one for each pod, whose rule names no port. Where a map tells which, it is any.
 */
function chainsFor({ chains }: Table, port: number): readonly Chain[] {
  const byName = new Map<unknown, Chain>(chains.map(each => [each.name, each]));
  const reached = new Set(chains.filter(({ hook }) => hook !== null));
  // A set is walked together with what is added meanwhile.
  for (const { rules } of reached)
    for (const { statements } of rules) {
      if (statements.some(each => isForOthers(each, port))) continue;
      if (statements.some(({ vmap }) => vmap !== undefined)) return chains;
      const next = statements.map(({ jump, goto }) => jump ?? goto).find(isFields);
      const chain = byName.get(next?.target);
      if (chain) reached.add(chain);
    }
  return [...reached];
}

/** Where rules may send connections to a port (`dnat`, `redirect`): those about it, and those about any. */
export const goalsOf = ({ tables }: FirewallRules, port: number): readonly Goal[] =>
  tables.flatMap(table =>
    chainsFor(table, port)
      .flatMap(({ rules }) => rules)
      .flatMap(({ statements }) => {
        const nat = natOf(statements);
        return nat && !statements.some(each => isForOthers(each, port)) ? goalsIn(nat, table, port) : [];
      }),
  );

/** A rule that sends the connections of a port elsewhere. */
export interface Sending {
  readonly from: number;
  readonly site: { readonly table: Table; readonly chain: Chain; readonly rule: Rule };
}

/** The port of that protocol which a statement is about, where it names one alone. */
function portIn({ match }: Statement, protocol: string): number | undefined {
  if (!isFields(match) || match.op !== '==' || !isFields(match.left) || !readsPort(match.left))
    return undefined;
  const spoken = isFields(match.left.payload) && match.left.payload.protocol;
  return typeof match.right === 'number' && (spoken === protocol || spoken === 'th')
    ? match.right
    : undefined;
}

/** The rules that send a port on to this one of those addresses. */
export const sentTo = (
  { tables }: FirewallRules,
  addresses: readonly string[],
  port: number,
  protocol: string,
): readonly Sending[] =>
  tables.flatMap(table =>
    table.chains.flatMap(chain =>
      chain.rules.flatMap((rule): readonly Sending[] => {
        const nat = natOf(rule.statements);
        const from = nat && rule.statements.flatMap(each => portIn(each, protocol) ?? [])[0];
        const leads = (goal: Goal) => addresses.includes(goal.address ?? '') && goal.port === port;
        return nat && from !== undefined && goalsIn(nat, table, from).some(leads)
          ? [{ from, site: { table, chain, rule } }]
          : [];
      }),
    ),
  );

/** The addresses that these goals name. */
export const addressesIn = (goals: readonly Goal[]): readonly string[] => [
  ...new Set(goals.flatMap(({ address }) => address ?? [])),
];
