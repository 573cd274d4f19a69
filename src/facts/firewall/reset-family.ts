import type { System } from '../../system/system.js';
import { isFields } from './json.js';
import { output } from './tools.js';
import type { Rule, Statement, Table } from './types.js';

/** NFPROTO_IPV4 and NFPROTO_IPV6 (linux/netfilter.h). */
const families = new Map([
  [2, 'ipv4'],
  [10, 'ipv6'],
]);

/** A match that a packet of one family alone passes. */
const tellsFamily = ({ match }: Statement): boolean => {
  const left = isFields(match) && isFields(match.left) ? match.left : {};
  const key = isFields(left.meta) ? left.meta.key : undefined;
  const protocol = isFields(left.payload) ? left.payload.protocol : undefined;
  return key === 'nfproto' || protocol === 'ip' || protocol === 'ip6';
};

/** nft takes `meta nfproto` before `reject with tcp reset` for something that it put there itself, and leaves it out. */
const isUncertain = ({ statements }: Rule): boolean => {
  const verdict = statements.at(-1)?.reject;
  return isFields(verdict) && verdict.type === 'tcp reset' && !statements.some(tellsFamily);
};

/** By `family table chain handle`, the family that a rule asks for, from what `nft --debug=netlink` printed of its instructions. */
function parseFamilies(listing: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const block of listing.split(/\n\s*\n/)) {
    const rule = /^(\S+ \S+ \S+ \d+)(?: \d+)?\s*$/m.exec(block)?.[1];
    const number = /\[ meta load nfproto => reg (\d+) \]\s*\[ cmp eq reg \1 0x([0-9a-f]+) \]/.exec(
      block,
    )?.[2];
    const family = number && families.get(Number.parseInt(number, 16));
    if (rule && family) found.set(rule, family);
  }
  return found;
}

/** The tables of nft, with the family put back into rules that nft prints without it. Costs nothing where there is no such rule. */
export async function withFamilies(system: System, tables: readonly Table[]): Promise<readonly Table[]> {
  const uncertain = tables.filter(
    ({ engine, family, chains }) =>
      engine === 'nft' && family === 'inet' && chains.some(({ rules }) => rules.some(isUncertain)),
  );
  if (uncertain.length === 0) return tables;
  const listed = await output(system, 'nft', ['-t', '--debug=netlink', 'list', 'ruleset']);
  const known = parseFamilies(listed.value);
  const mended = (table: Table, chain: string, rule: Rule): Rule => {
    const right = known.get(`${table.family} ${table.name} ${chain} ${rule.handle}`);
    if (right === undefined || !isUncertain(rule)) return rule;
    const match = { op: '==', left: { meta: { key: 'nfproto' } }, right };
    return {
      ...rule,
      text: `meta nfproto ${right} ${rule.text}`,
      statements: [{ match }, ...rule.statements],
    };
  };
  return tables.map(table =>
    uncertain.includes(table)
      ? {
          ...table,
          chains: table.chains.map(chain => ({
            ...chain,
            rules: chain.rules.map(rule => mended(table, chain.name, rule)),
          })),
        }
      : table,
  );
}
