import { type Fields, isFields } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import type { Kind } from './kind.js';
import { constant, isSpan, prefixSpan, type Span, type Value } from './value.js';

/** One dimension of a set's element: numbers from one to another, or a name that may end in `*`. */
export type Part = Span | string;

/** The parts of one element; undefined where one is not understood. */
export type Key = readonly Part[] | undefined;

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** Bits of an address of its family. */
const isLength = (length: Json, address: number | bigint): length is number =>
  Number.isInteger(length) &&
  Number(length) >= 0 &&
  Number(length) <= (typeof address === 'number' ? 32 : 128);

/** Every value: the element `*` of a map. */
const ALL: Span = { lo: 0, hi: 2n ** 128n };

/** One dimension of an element as nft prints it: a value, a range, a prefix. Undefined where it is not understood. */
function partOf(json: Json, kind: Kind): Part | undefined {
  if (json === '*') return kind === 'name' || kind === 'text' ? '*' : ALL;
  if (isFields(json)) {
    if (Array.isArray(json.range)) {
      const [lo, hi] = (json.range as readonly Json[]).map(end => constant(end, kind));
      return isNumber(lo) && isNumber(hi) ? { lo, hi } : undefined;
    }
    if (isFields(json.prefix ?? null)) {
      const { addr = null, len = null } = json.prefix as Fields;
      const address = constant(addr, kind);
      return isNumber(address) && isLength(len, address) ? prefixSpan(address, len) : undefined;
    }
  }
  const value = constant(json, kind);
  return value === undefined || typeof value === 'string' ? value : { lo: value, hi: value };
}

/** The key of an element as nft prints it: bare, with its time-out and comment (`elem`), or a concatenation. */
export function keyOf(json: Json, kinds: readonly Kind[]): Key {
  if (isFields(json)) {
    if (isFields(json.elem ?? null)) return keyOf((json.elem as Fields).val ?? null, kinds);
    if (Array.isArray(json.concat)) return joined(json.concat as readonly Json[], kinds);
  }
  if (kinds.length > 1) return json === '*' ? kinds.map(kind => partOf('*', kind)!) : undefined;
  const part = partOf(json, kinds[0] ?? 'text');
  return part === undefined ? undefined : [part];
}

function joined(parts: readonly Json[], kinds: readonly Kind[]): Key {
  if (parts.length !== kinds.length) return undefined;
  const key: Part[] = [];
  for (const [index, json] of parts.entries()) {
    const part = partOf(json, kinds[index]!);
    if (part === undefined) return undefined;
    key.push(part);
  }
  return key;
}

/** What can be looked up: a number, a name, or the parts of a concatenation with bars between. */
export type Known = number | bigint | string;

/** A lone value; undefined for a range, a prefix, a name with a wildcard, and what is not understood. */
function scalar(json: Json, kind: Kind): Known | undefined {
  if (json === '*' || (isFields(json) && !('|' in json))) return undefined;
  const value = constant(json, kind);
  return typeof value === 'string' && value.endsWith('*') ? undefined : value;
}

/** An element that is one value, or one value in each part, as it is looked up; undefined for all others. */
export function exactName(json: Json, kinds: readonly Kind[]): Known | undefined {
  if (isFields(json)) {
    if (isFields(json.elem ?? null)) return exactName((json.elem as Fields).val ?? null, kinds);
    if (!Array.isArray(json.concat) || json.concat.length !== kinds.length) return undefined;
    let name = '';
    for (let index = 0; index < kinds.length; index++) {
      const part = scalar((json.concat as readonly Json[])[index]!, kinds[index]!);
      if (part === undefined) return undefined;
      name += index === 0 ? part : `|${part}`;
    }
    return name;
  }
  return kinds.length === 1 ? scalar(json, kinds[0]!) : undefined;
}

/** A number (IPv4) and a bigint (IPv6) are never the same address; only `*` covers both. */
export const within = (value: number | bigint, span: Span): boolean =>
  (typeof value === typeof span.lo || typeof span.hi === 'bigint') && value >= span.lo && value <= span.hi;

const nameMatches = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** One dimension of a packet against one of an element; undefined for perhaps. */
export function meets(value: Value, part: Part): boolean | undefined {
  if (value === undefined) return part === '*' ? true : undefined;
  if (value === null || Array.isArray(value)) return false;
  if (typeof value === 'string') return typeof part === 'string' && nameMatches(value, part);
  if (typeof part === 'string') return part === '*';
  if (!isSpan(value)) return within(value as number | bigint, part);
  if (value.lo >= part.lo && value.hi <= part.hi) return true;
  return value.hi < part.lo || value.lo > part.hi ? false : undefined;
}
