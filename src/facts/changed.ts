import { nftTables } from '../system/netlink/nftables.js';
import type { System } from '../system/system.js';
import { valueIn } from './fact.js';
import type { Facts } from './facts.js';
import { readInterfaces } from './interfaces/read.js';
import type { Interface } from './interfaces/types.js';
import { lookUpRoutes } from './routes/read.js';

/** What interfaces are to packets: nothing that counts or ages. */
const inShort = (interfaces: readonly Interface[] | undefined) =>
  interfaces?.map(({ index, name, flags, addresses }) => [
    ...[index, name, ...flags],
    ...addresses.map(({ address, prefix, flags: own }) => `${address}/${prefix} ${own}`),
  ]);

const differ = <T>(before: T | undefined, now: T | undefined): boolean =>
  before !== undefined && now !== undefined && JSON.stringify(before) !== JSON.stringify(now);

/**
 * Whether the interfaces, the ways of packets or nftables' rules are others by now than those that were looked at. They were
 * read one after the other: what follows from them together may have been true at no moment. Where only programs tell of
 * them, nobody asks again.
 */
export function changedSince(
  system: System,
  { interfaces, routes, firewall }: Pick<Facts, 'interfaces' | 'routes' | 'firewall'>,
): boolean {
  const netlink = system.netlink?.();
  if (!netlink) return false;
  if (differ(inShort(valueIn(interfaces)), inShort(valueIn(readInterfaces(system))))) return true;
  const ways = valueIn(routes)?.lookups ?? [];
  if (differ(ways, valueIn(lookUpRoutes(system, ways)))) return true;
  const rules = valueIn(firewall);
  return rules !== undefined && rules.generation !== nftTables(netlink)?.generation;
}
