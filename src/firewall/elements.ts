import type { Json } from '../facts/firewall/types.js';
import { exactName, type Key, type Known, keyOf, meets, type Part, within } from './key.js';
import type { Kind } from './kind.js';
import type { Span, Value } from './value.js';

/** Which elements of a set hold a value: surely (one of them does), or only perhaps. */
interface Found {
  /** Indexes of elements. */
  readonly at: readonly number[];
  readonly sure: boolean;
}

/** Looks a value up among the elements of a set or map. */
export type Elements = (value: Value) => Found;

const NONE: Found = { at: [], sure: true };
const one = (at: number): Found => ({ at: [at], sure: true });

const isKnown = (value: Value): value is Known =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';

const isSpanPart = (part: Part): part is Span => typeof part === 'object';

/** Compares a value with every element of a list: the slow way, for what cannot be looked up. */
function search(values: readonly Value[], keys: Iterable<readonly [at: number, key: Key]>): Found {
  const perhaps: number[] = [];
  for (const [at, key] of keys) {
    let tri: boolean | undefined = key === undefined ? undefined : true;
    for (let part = 0; key && tri !== false && part < values.length; part++) {
      const met = meets(values[part], key[part]!);
      tri = met === false ? false : met === undefined ? undefined : tri;
    }
    if (tri === true && perhaps.length === 0) return one(at);
    if (tri !== false) perhaps.push(at);
  }
  return perhaps.length ? { at: perhaps, sure: false } : NONE;
}

type PlacedSpan = readonly [at: number, span: Span];

/** Spans sorted by their start, for a binary search; `reach` is the highest end so far, for spans that overlap. */
function spanIndex(spans: PlacedSpan[]): (value: number | bigint) => Found {
  spans.sort(([, a], [, b]) => (a.lo < b.lo ? -1 : a.lo > b.lo ? 1 : 0));
  const reach: (number | bigint)[] = [];
  for (const [, { hi }] of spans) {
    const before = reach[reach.length - 1];
    reach.push(before !== undefined && before > hi ? before : hi);
  }
  return value => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]![1].lo <= value) low = middle + 1;
      else high = middle;
    }
    for (let index = low - 1; index >= 0 && reach[index]! >= value; index--)
      if (within(value, spans[index]![1])) return one(spans[index]![0]);
    return NONE;
  };
}

interface Sorted {
  /** Elements that are one value, or one value in each part. */
  readonly hashed: ReadonlyMap<Known, number>;
  readonly spans: PlacedSpan[];
  /** The rest, and those that are not understood (undefined). */
  readonly loose: readonly (readonly [number, Key])[];
}

/** Everything of one dimension that covers all values (`*`) waits until nothing else holds the value. */
const isAll = (part: Part): boolean => isSpanPart(part) && part.lo === 0 && typeof part.hi === 'bigint';

function sorted(list: readonly Json[], kinds: readonly Kind[]): Sorted {
  const hashed = new Map<Known, number>();
  const spans: PlacedSpan[] = [];
  const loose: (readonly [number, Key])[] = [];
  for (let at = 0; at < list.length; at++) {
    const name = exactName(list[at]!, kinds);
    if (name !== undefined) {
      hashed.set(name, at);
      continue;
    }
    const key = keyOf(list[at]!, kinds);
    const first = key?.length === 1 ? key[0]! : undefined;
    if (first !== undefined && isSpanPart(first) && !isAll(first)) spans.push([at, first]);
    else loose.push([at, key]);
  }
  return { hashed, spans, loose };
}

/**
 * Prepares a set for look-ups: exact keys by a hash, spans of one dimension by a binary search, the rest one by one.
 * `kinds` says how the parts of a key are written.
 */
export function elementsOf(list: readonly Json[], kinds: readonly Kind[]): Elements {
  const { hashed, spans, loose } = sorted(list, kinds);
  const inSpans = spans.length ? spanIndex(spans) : () => NONE;
  // Read once more, and kept, only where a value is asked for that is not known exactly.
  let kept: (readonly [number, Key])[] | undefined;
  const all = () => {
    kept ??= list.map((element, at) => [at, keyOf(element, kinds)] as const);
    return kept;
  };
  return value => {
    const values = Array.isArray(value) ? (value as readonly Value[]) : [value];
    if (values.length !== kinds.length || values.includes(null)) return NONE;
    if (!values.every(isKnown)) return search(values, all());
    const only = values.length === 1 ? values[0]! : undefined;
    const hit = hashed.get(only ?? values.join('|'));
    if (hit !== undefined) return one(hit);
    const found = only === undefined || typeof only === 'string' ? NONE : inSpans(only);
    return found.at.length ? found : search(values, loose);
  };
}
