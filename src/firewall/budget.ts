import type { Fields } from '../facts/firewall/json.js';
import { wordOf } from '../facts/firewall/json.js';
import { budgetKey } from '../facts/firewall/xt-budgets.js';
import { countedStep } from './limits.js';
import type { Packet } from './packet.js';
import type { Step } from './step.js';
import { writtenAddress } from './value.js';
import { isDoubt } from './verdict.js';

const UNSPECIFIED = { 4: '0.0.0.0', 6: '::' } as const;

/** The entry of a packet in a table that counts by these parts of it; undefined where the client's port is one. */
function keyOf({ family, ends }: Packet, by: ReadonlySet<string>): string | undefined {
  const { source, destination, destinationPort } = ends;
  if (by.has('srcport') || typeof destinationPort !== 'number') return undefined;
  return budgetKey(
    by.has('srcip') ? writtenAddress(family, source) : UNSPECIFIED[family],
    0,
    by.has('dstip') ? writtenAddress(family, destination) : UNSPECIFIED[family],
    by.has('dstport') ? destinationPort : 0,
  );
}

/** Whoever has used up so many a second has one again before the next SYN is sent, a second later (RFC 6298). */
const isSoonBack = ({ text }: Fields): boolean => /\/s(ec|econd)?$/.test(wordOf(text));

/** Prepares -m hashlimit (xt_hashlimit.c). `spent` are the entries of its table of which nothing was left. */
export function budget(body: Fields): Step {
  const unknown = countedStep('limit', body);
  if (!Array.isArray(body.spent) || body.spent.length === 0 || isSoonBack(body)) return unknown;
  const spent = new Set(body.spent.map(String));
  const by = new Set(Array.isArray(body.by) ? body.by.map(String) : []);
  return (packet, roads, sure) => {
    const effect = unknown(packet, roads, sure);
    const key = keyOf(packet, by);
    if (key === undefined || !spent.has(key) || !isDoubt(effect)) return effect;
    const source = `/proc/net/${packet.family === 4 ? 'ipt' : 'ip6t'}_hashlimit/${wordOf(body.table)}`;
    return { ...effect, reached: { says: 'nothing is left of what is allowed', source } };
  };
}
