import { type Fields, isFields, wordOf } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';

/** An account of a limit: the packets that it lets pass when it is full, and those that it gets back in a second. */
export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** Of both nft and iptables where nothing is said (nft(8), iptables-extensions(8)). */
const USUAL_BURST = 5;

/** The account of a limit of packets (nft_limit.c, xt_limit.c); undefined where it counts bytes, or is no such limit. */
export function bucketOf(kind: string, body: Json): Bucket | undefined {
  if (kind !== 'limit' || !isFields(body) || 'rate_unit' in body || 'by' in body) return undefined;
  const { text, rate, per, burst } = body;
  const said = typeof text === 'string' ? text : `${wordOf(rate)}/${wordOf(per)}`;
  const [, amount, unit = ''] = /^(\d+)\/([smhdw])/.exec(said) ?? [];
  const seconds = SECONDS[unit];
  if (!seconds) return undefined;
  return { burst: Number(burst) || USUAL_BURST, perSecond: Number(amount) / seconds };
}

/** What a statement adds to a set. */
export const keyOf = ({ elem = null }: Fields): Json =>
  isFields(elem) && isFields(elem.elem) ? (elem.elem.val ?? null) : elem;

/** An element of a set by the words of rules that write or ask for it. */
export const entryOf = (key: Json, set: Json | undefined): string => JSON.stringify([key, set]);

/** A set whose elements are clients' addresses, and nothing besides. */
export const isOfClients = (body: Fields): boolean => {
  const key = keyOf(body);
  const { payload } = isFields(key) ? key : {};
  return isFields(payload) && payload.field === 'saddr';
};
