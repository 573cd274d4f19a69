import { familyOf } from '../../net/address.js';
import { inPrefix, isLoopback, maskLength } from '../../net/prefix.js';

/** nginx's own number for a request that is ended without a word. */
export const UNANSWERED = 444;

/** Headers that proxies add: who comes by itself sends none. */
export const isUnsent = (header: string): boolean => /^(?:x-|cf-|true-client-ip|forwarded)/i.test(header);

/** The first parts of an IPv4 address, with a dot behind the last: 10.77. */
const PARTS = /^(\d{1,3}\.){1,3}$/;

/** 10.77. as a prefix: 10.77.0.0/16. */
function prefixOf(parts: string): string {
  const numbers = parts.split('.').filter(Boolean);
  return `${[...numbers, '0', '0', '0'].slice(0, 4).join('.')}/${numbers.length * 8}`;
}

/**
 * Whether a word of a list of clients means this address: an address, a network with its length or its mask, in brackets
 * or not, the beginning of an IPv4 address, or localhost. Undefined for what is none of these.
 */
export function meansClient(word: string, client: string): boolean | undefined {
  if (word === 'localhost') return isLoopback(client);
  const [address = '', mask] = (PARTS.test(word) ? prefixOf(word) : word.replace(/[[\]]/g, '')).split('/');
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const length = mask?.includes('.') ? String(maskLength(mask)) : mask;
  return (
    family === familyOf(client) && inPrefix(client, length === undefined ? address : `${address}/${length}`)
  );
}

/** Whether one of the words means it; undefined where none does and one is not understood. */
export function anyMeansClient(
  words: readonly string[],
  client: string,
  means: (word: string, client: string) => boolean | undefined = meansClient,
): boolean | undefined {
  const judged = words.map(word => means(word, client));
  if (judged.includes(true)) return true;
  return judged.includes(undefined) ? undefined : false;
}
