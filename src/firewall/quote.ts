import type { Engine, TableFamily } from '../facts/firewall/types.js';
import type { Site } from './branch.js';
import { handsToNobody } from './queue.js';

/** A rule, or the policy of a chain, as a person finds it again. Plain data. */
export interface Quote {
  readonly engine: Engine;
  readonly family: TableFamily;
  readonly table: string;
  readonly chain: string;
  /** nft's handle, and the number in the chain from 1; null for a policy. */
  readonly handle: number | null;
  readonly position: number | null;
  /** As its tool prints it; for a policy: `policy drop`. */
  readonly text: string;
  readonly policy: boolean;
  /** It hands packets to a queue that no program reads. */
  readonly unread?: true;
}

/** The place in plain data. */
export const quoteOf = ({ table, chain, rule }: Site): Quote => ({
  engine: table.engine,
  family: table.family,
  table: table.name,
  chain: chain.name,
  handle: rule?.handle ?? null,
  position: rule?.position ?? null,
  text: rule ? rule.text || 'a rule' : `policy ${chain.hook?.policy ?? 'accept'}`,
  policy: rule === null,
  ...(rule && handsToNobody(rule) ? { unread: true } : {}),
});

/** nft tells of it and takes it away: of a rule that nft wrote into a table of iptables too, which iptables shows in part. */
export const isNfts = ({ engine, handle, text }: Quote): boolean =>
  engine === 'nft' || (engine === 'iptables' && handle !== null && text !== '' && !text.startsWith('-'));

/** The program that lists it. */
export const programOf = ({ engine, family }: Quote): string =>
  engine === 'nft'
    ? 'nft'
    : `${family === 'ip6' ? 'ip6tables' : 'iptables'}${engine === 'iptables-legacy' ? '-legacy' : ''}`;

/** `"tcp dport 8000 drop" (table inet filter, chain input, handle 5)`. */
export function sayQuote(quote: Quote): string {
  const number =
    quote.handle !== null && isNfts(quote)
      ? `, handle ${quote.handle}`
      : quote.position !== null
        ? `, rule ${quote.position}`
        : '';
  const table = isNfts(quote)
    ? `table ${quote.family} ${quote.table}`
    : `${programOf(quote)}, table ${quote.table}`;
  return `"${quote.text}" (${table}, chain ${quote.chain}${number})`;
}

/** The command by which the rule's source can be looked at again. */
export const sourceOf = (quote: Quote): string =>
  isNfts(quote)
    ? `nft -a list chain ${quote.family} ${quote.table} ${quote.chain}`
    : `${programOf(quote)} -t ${quote.table} -S ${quote.chain}`;
