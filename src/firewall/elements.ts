import type { Json } from '../facts/firewall/types.js';
import { constant, isSpan, type Kind, prefixSpan, type Span, type Value } from './value.js';

/** Which elements of a set hold a value: surely (one of them does), or only perhaps. */
export interface Found {
  /** Indexes of elements. */
  readonly at: readonly number[];
  readonly sure: boolean;
}

export type Elements = (value: Value) => Found;

type Part = Span | string;
/** The parts of one element; undefined where one is not understood. */
type Key = readonly Part[] | undefined;

const NONE: Found = { at: [], sure: true };

type Fields = { readonly [key: string]: Json };
const isFields = (json: Json): json is Fields =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** One dimension of an element: a span of numbers, or a name that may end in `*`. */
function partOf(json: Json, kind: Kind): Part | undefined {
  if (json === '*') return kind === 'name' || kind === 'text' ? '*' : { lo: 0, hi: 2n ** 128n };
  if (isFields(json) && Array.isArray(json.range)) {
    const [lo, hi] = json.range.map((end: Json) => constant(end, kind));
    return lo === undefined || hi === undefined || typeof lo === 'string' || typeof hi === 'string'
      ? undefined
      : { lo, hi };
  }
  if (isFields(json) && isFields(json.prefix ?? null)) {
    const { addr = null, len = null } = json.prefix as Fields;
    const address = constant(addr, kind);
    return address === undefined || typeof address === 'string' || typeof len !== 'number'
      ? undefined
      : prefixSpan(address, len);
  }
  const value = constant(json, kind);
  return value === undefined || typeof value === 'string' ? value : { lo: value, hi: value };
}

/** The key of an element as nft prints it: bare, with its time-out and comment (`elem`), or a concatenation. */
export function keyOf(json: Json, kinds: readonly Kind[]): Key {
  if (isFields(json) && isFields(json.elem ?? null)) return keyOf((json.elem as Fields).val ?? null, kinds);
  const parts = isFields(json) && Array.isArray(json.concat) ? (json.concat as readonly Json[]) : [json];
  if (parts.length !== kinds.length) return json === '*' ? kinds.map(kind => partOf('*', kind)!) : undefined;
  const key = parts.map((part, index) => partOf(part, kinds[index]!));
  return key.includes(undefined) ? undefined : (key as Part[]);
}

const nameMatches = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

const within = (value: number | bigint, span: Span): boolean =>
  // A number (IPv4) and a bigint (IPv6) are never the same address; `*` covers both.
  (typeof value === typeof span.lo || typeof span.hi === 'bigint') && value >= span.lo && value <= span.hi;

/** One dimension of a packet against one of an element. */
function meets(value: Value, part: Part): boolean | undefined {
  if (value === undefined) return part === '*' ? true : undefined;
  if (value === null || Array.isArray(value)) return false;
  if (typeof value === 'string') return typeof part === 'string' && nameMatches(value, part);
  if (typeof part === 'string') return part === '*';
  if (!isSpan(value)) return within(value as number, part);
  if (value.lo >= part.lo && value.hi <= part.hi) return true;
  return value.hi < part.lo || value.lo > part.hi ? false : undefined;
}

const exact = (part: Part): boolean => (typeof part === 'string' ? !part.endsWith('*') : part.lo === part.hi);
const nameOf = (part: Part): string => (typeof part === 'string' ? part : `${part.lo}`);

/** Compares a value with every element of a list: the slow way, for what cannot be looked up. */
function search(values: readonly Value[], keys: readonly Key[], indexes: Iterable<number>): Found {
  const perhaps: number[] = [];
  for (const at of indexes) {
    let tri: boolean | undefined = true;
    for (const [part, value] of values.entries()) {
      const met = meets(value, keys[at]![part]!);
      if (met === false) {
        tri = false;
        break;
      }
      if (met === undefined) tri = undefined;
    }
    if (tri === true && perhaps.length === 0) return { at: [at], sure: true };
    if (tri !== false) perhaps.push(at);
  }
  return perhaps.length ? { at: perhaps, sure: false } : NONE;
}

/** Spans sorted by their start, for a binary search; `reach` is the highest end so far, for spans that overlap. */
function spanIndex(keys: readonly Key[], indexes: readonly number[]) {
  const spans = indexes
    .map(at => ({ at, span: keys[at]![0] as Span }))
    .sort((a, b) => (a.span.lo < b.span.lo ? -1 : a.span.lo > b.span.lo ? 1 : 0));
  const reach: (number | bigint)[] = [];
  for (const { span } of spans) {
    const before = reach[reach.length - 1];
    reach.push(before !== undefined && before > span.hi ? before : span.hi);
  }
  return (value: number | bigint): Found => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.span.lo <= value) low = middle + 1;
      else high = middle;
    }
    for (let index = low - 1; index >= 0 && reach[index]! >= value; index--)
      if (within(value, spans[index]!.span)) return { at: [spans[index]!.at], sure: true };
    return NONE;
  };
}

const isKnown = (value: Value): value is number | bigint | string =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';

/**
 * Prepares a set for look-ups: exact keys by a hash, spans of one dimension by a binary search, the rest one by one.
 * `kinds` says how the parts of a key are written.
 */
export function elementsOf(list: readonly Json[], kinds: readonly Kind[]): Elements {
  const keys = list.map(element => keyOf(element, kinds));
  const strange = keys.flatMap((key, at) => (key === undefined ? [at] : []));
  const hashed = new Map<string, number>();
  const spans: number[] = [];
  const loose: number[] = [];
  const single = kinds.length === 1;
  for (const [at, key] of keys.entries()) {
    if (key === undefined) continue;
    if (single && typeof key[0] === 'object')
      (key[0].lo === 0 && typeof key[0].hi === 'bigint' ? loose : spans).push(at);
    else if (key.every(exact)) hashed.set(key.map(nameOf).join('|'), at);
    else loose.push(at);
  }
  const inSpans = spanIndex(keys, spans);
  const all = [...spans, ...hashed.values(), ...loose];

  const find = (values: readonly Value[]): Found => {
    if (values.some(value => value === null) || values.length !== kinds.length) return NONE;
    if (!values.every(isKnown)) return search(values, keys, all);
    const hit = hashed.get(values.join('|'));
    if (hit !== undefined) return { at: [hit], sure: true };
    if (single && typeof values[0] !== 'string') {
      const found = inSpans(values[0] as number | bigint);
      if (found.at.length) return found;
    }
    return search(values, keys, loose);
  };

  return value => {
    const found = find(Array.isArray(value) ? value : [value as Value]);
    // An element that is not understood might be the one.
    return strange.length && !(found.sure && found.at.length)
      ? { at: [...found.at, ...strange], sure: false }
      : found;
  };
}
