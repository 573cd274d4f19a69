import { canonicalAddress } from '../../net/address.js';
import type { System } from '../../system/system.js';

/** A list's or table's name as a file name. */
export const isFileName = (name: string): boolean => /^[^/]+$/.test(name) && !name.startsWith('.');

/** More entries than one client's can be looked for among. */
const LONGEST = 1024 * 1024;

/** What -m hashlimit keeps for one client, port or the like. */
export interface Budget {
  /** Source, its port, destination, its port; the unspecified address and port 0 for what is not counted by. */
  readonly key: string;
  /** Nothing is left of it for another packet. */
  readonly spent: boolean;
}

/** How the entry of such a packet is written. */
export const budgetKey = (source: string, sourcePort: number, destination: string, port: number): string =>
  `${source} ${sourcePort} ${destination} ${port}`;

function endOf(text: string): readonly [string, number] | undefined {
  const colon = text.lastIndexOf(':');
  const address = canonicalAddress(text.slice(0, colon));
  return address === undefined ? undefined : [address, Number(text.slice(colon + 1))];
}

/**
 * The entries of a table of -m hashlimit: seconds until it is forgotten, ends, credit that is left, the most of it, and
 * what a packet costs (dl_seq_real_show() of xt_hashlimit.c). Undefined where it cannot be read.
 */
export function budgets(system: System, table: string, family: 4 | 6): readonly Budget[] | undefined {
  if (!isFileName(table)) return undefined;
  try {
    const text = system.read(`/proc/net/${family === 4 ? 'ipt' : 'ip6t'}_hashlimit/${table}`, LONGEST);
    return [...text.matchAll(/^-?\d+ ([^\s>-]+)->(\S+) (\d+) \d+ (\d+)$/gm)].flatMap(
      ([, from = '', to = '', credit, cost]) => {
        const [source, destination] = [endOf(from), endOf(to)];
        return source && destination
          ? [{ key: budgetKey(...source, ...destination), spent: BigInt(credit!) < BigInt(cost!) }]
          : [];
      },
    );
  } catch {
    return undefined;
  }
}
