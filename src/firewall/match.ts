import { isFields, wordOf } from '../facts/firewall/json.js';
import type { Json, NamedSet } from '../facts/firewall/types.js';
import { entryOf } from './bucket.js';
import { shareOf } from './chance.js';
import { type Elements, elementsOf } from './elements.js';
import { fieldOf } from './expression.js';
import type { Field } from './field.js';
import { ipsetMatch, type SetNamed } from './ipset.js';
import { keyOf, meets } from './key.js';
import type { Kind } from './kind.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import { constant, isFlags, isSpan, not, type Tri, type Value } from './value.js';

type Test = (value: Value) => Tri;

/** Prepared look-ups of named sets: one for each way that its elements are read. */
const prepared = new WeakMap<NamedSet, Map<string, Elements>>();

function preparedSet(set: NamedSet, kinds: readonly Kind[]): Elements {
  const known = prepared.get(set) ?? new Map<string, Elements>();
  prepared.set(set, known);
  const key = kinds.join(' ');
  const elements = known.get(key) ?? elementsOf(set.map ? set.elements.map(firstOf) : set.elements, kinds);
  known.set(key, elements);
  return elements;
}

/** A map's element is a pair of key and value. */
const firstOf = (pair: Json): Json => (Array.isArray(pair) ? ((pair as readonly Json[])[0] ?? null) : null);
const secondOf = (pair: Json): Json => (Array.isArray(pair) ? ((pair as readonly Json[])[1] ?? null) : null);

/** A map as rules use it (`vmap`, `map`): look-up, and the value of each element. */
export function mapOf(
  data: Json,
  kinds: readonly Kind[],
  sets: SetNamed,
): { find: Elements; valueAt(index: number): Json } | undefined {
  if (typeof data === 'string') {
    const set = sets(data);
    return set && { find: preparedSet(set, kinds), valueAt: index => secondOf(set.elements[index] ?? null) };
  }
  const pairs = isFields(data) && Array.isArray(data.set) ? (data.set as readonly Json[]) : undefined;
  return (
    pairs && {
      find: elementsOf(pairs.map(firstOf), kinds),
      valueAt: index => secondOf(pairs[index] ?? null),
    }
  );
}

const membership =
  (elements: Elements): Test =>
  value => {
    const { at, sure } = elements(value);
    return sure ? at.length > 0 : undefined;
  };

const never: Test = () => undefined;

/** The elements that the right side of a match lists: a named set, an anonymous one, a range, a lone value. */
function listed(right: Json, kinds: readonly Kind[], sets: SetNamed): Test {
  if (typeof right === 'string' && right.startsWith('@')) {
    const set = sets(right);
    return set ? membership(preparedSet(set, kinds)) : never;
  }
  if (isFields(right) && Array.isArray(right.set))
    return membership(elementsOf(right.set as readonly Json[], kinds));
  const key = keyOf(right, kinds);
  if (key?.length === 1) return value => meets(value, key[0]!);
  return membership(elementsOf([right], kinds));
}

/** Some of the bits are set (`in`), or none (`!`). */
function someBits(right: Json, kind: Kind): Test {
  const list = isFields(right) && Array.isArray(right.set) ? (right.set as Json) : right;
  const bits = constant(list, kind);
  return value => (typeof value === 'number' && typeof bits === 'number' ? (value & bits) !== 0 : undefined);
}

const negated =
  (test: Test): Test =>
  value =>
    not(test(value));

/** `exists` and `missing` of fib and extension headers; otherwise the very value. */
function existence(right: Json): Test {
  const isThere: Test = value => (value === undefined ? undefined : value !== 0);
  if (right === false || right === '0' || right === 0) return negated(isThere);
  if (right === true || right === 1) return isThere;
  return value => (typeof right === 'string' ? value === right : undefined);
}

const comparisons = new Map<string, (a: number | bigint, b: number | bigint) => boolean>([
  ['<', (a, b) => a < b],
  ['>', (a, b) => a > b],
  ['<=', (a, b) => a <= b],
  ['>=', (a, b) => a >= b],
]);

function compared(operator: string, right: Json, kind: Kind): Test {
  const bound = constant(right, kind);
  const compare = comparisons.get(operator);
  if (bound === undefined || typeof bound === 'string' || !compare) return never;
  return value => {
    if (typeof value === 'number' || typeof value === 'bigint') return compare(value, bound);
    if (!isSpan(value)) return undefined;
    const [low, high] = [compare(value.lo, bound), compare(value.hi, bound)];
    return low === high ? low : undefined;
  };
}

function testOf(operator: string, right: Json, field: Field, sets: SetNamed): Test {
  const kind = field.kinds[0] ?? 'text';
  const single = field.kinds.length === 1;
  if (single && kind === 'exists') return operator === '!=' ? negated(existence(right)) : existence(right);
  const flags = single && isFlags(kind);
  if (flags && operator === 'in') return someBits(right, kind);
  if (flags && operator === '!') return negated(someBits(right, kind));
  if (operator === '==' || operator === 'in') return listed(right, field.kinds, sets);
  if (operator === '!=') return negated(listed(right, field.kinds, sets));
  return compared(operator, right, kind);
}

/** A prepared match: yes, no or maybe for a packet, and what it looks at. */
export interface Match {
  readonly label: string;
  /** What is not certain about it, where something is not. */
  readonly kind: 'field' | 'size';
  /** What it comes to for a stranger, where `test` cannot tell. */
  readonly usually: boolean | undefined;
  test(packet: Packet, roads: Roads): Tri;
  /** The share of the packets that chance has match; missing where it is not chance that decides. */
  readonly share?: number;
}

/** There is no such field in the packet. */
export const isAbsent = (value: Value): boolean =>
  value === null || (Array.isArray(value) && value.includes(null));

/** It asks for what is not the given value, or for what is not there (`tcp option mptcp missing`). */
const isOtherwise = ({ op, right }: { readonly [key: string]: Json }): boolean =>
  (op === '!=') !== (right === false);

/** The same, but that what rules have written into the set on the packet's way counts first. */
function asNoted({ left, op, right }: { readonly [key: string]: Json }, test: Match['test']): Match['test'] {
  if (typeof right !== 'string' || !/^[@%]/.test(right)) return test;
  const entry = entryOf(left ?? null, right);
  return (packet, roads) => {
    if (!packet.noted?.has(entry)) return test(packet, roads);
    const tri = packet.noted.get(entry);
    return op === '!=' ? not(tri) : tri;
  };
}

/** Prepares `{"match": {op, left, right}}`. A field that the packet does not have never matches, not even `!=`. */
export function matchOf(body: { readonly [key: string]: Json }, sets: SetNamed): Match {
  const { ipset } = isFields(body.left) ? body.left : {};
  if (isFields(ipset)) {
    const name = wordOf(body.right ?? '');
    const test = ipsetMatch(ipset, name, body.op === '!=', sets);
    return { label: `ipset ${name.slice(1)}`, kind: 'field', usually: undefined, test: asNoted(body, test) };
  }
  const field = fieldOf(body.left ?? null);
  const test = testOf(wordOf(body.op ?? '=='), body.right ?? null, field, sets);
  const share = shareOf(body.left, test);
  return {
    ...(share !== undefined && { share }),
    label: field.label,
    kind: field.size ? 'size' : 'field',
    usually: field.rare ? isOtherwise(body) : undefined,
    test: asNoted(body, (packet, roads) => {
      const value = field.get(packet, roads);
      return isAbsent(value) ? false : test(value);
    }),
  };
}
