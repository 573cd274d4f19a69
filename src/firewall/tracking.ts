import { isFields } from '../facts/firewall/json.js';
import type { FirewallRules, Json, Table } from '../facts/firewall/types.js';

/**
 * What makes the kernel track connections: it does so in a network namespace only where a rule asks for it, by
 * nf_ct_netns_get(). `xt` is a match or a target of iptables that is not known by its meaning.
 */
const askers = new Set([
  'ct',
  'ct count',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'synproxy',
  'flow',
  'xt',
]);

const asks = (json: Json): boolean =>
  Array.isArray(json)
    ? (json as readonly Json[]).some(asks)
    : isFields(json) && Object.entries(json).some(([key, value]) => askers.has(key) || asks(value));

const known = new WeakMap<Table, boolean>();

function asksFor(table: Table): boolean {
  const found =
    known.get(table) ?? table.chains.some(chain => chain.rules.some(rule => asks(rule.statements)));
  known.set(table, found);
  return found;
}

/** Some rule has the kernel track connections of that family: no nat chain is called for one that is not tracked (nf_nat_inet_fn). */
export const isTracking = ({ tables }: FirewallRules, family: 4 | 6): boolean => {
  const other = family === 4 ? 'ip6' : 'ip';
  return tables.some(table => table.family !== other && asksFor(table));
};
