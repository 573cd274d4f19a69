import fc from 'fast-check';
import { expect } from 'vitest';

/** Characters of a text that is long enough to show a parser that goes back over it. */
const LONG = 200_000;

/** What captures never hold: ends of lines and texts of all kinds, halves of characters, names that every object has. */
const foreign = [
  '\0',
  '\r',
  '\u2028',
  '\ud800',
  '\ufffd',
  '\u001b[2J',
  '__proto__',
  'constructor',
  'toString',
  '{"__proto__":{"polluted":1}}',
  '-1',
  '99999999999999999999',
  '0x7fffffff',
  'NaN',
  '1e999',
  '::ffff:1.2.3.4',
  '[::1',
  '$&',
  '\u0024{x}',
  '%%',
  '\\',
  '"',
  "'",
  '*'.repeat(40),
  '['.repeat(100),
  '{'.repeat(2000),
  '((a+)+)+$',
  'x'.repeat(10_000),
];

type Change = (text: string, other: string) => string;

/** A part of a length, every one as likely (fc.double would give next to nothing but 0). */
const place = fc.noBias(fc.nat(0xffff)).map(part => part / 0x10000);

/** One change of a text, at places that are parts of its length. */
const change: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(6), place, place, fc.constantFrom(...foreign), fc.nat(0xffff))
  .map(([kind, one, two, odd, code]) => (text, other) => {
    const [start, end] = [one, two].sort((a, b) => a - b).map(each => Math.floor(each * text.length));
    const [before, piece, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
    switch (kind) {
      case 0: // another character
        return before + String.fromCharCode(code) + text.slice(start! + 1);
      case 1: // a piece is missing
        return before + after;
      case 2: // a piece twice
        return before + piece + piece + after;
      case 3: // cut off
        return before;
      case 4: // a piece of another capture
        return before + other.slice(Math.floor(one * other.length), Math.floor(two * other.length)) + after;
      case 5: // something foreign in between
        return before + odd + text.slice(start!);
      default: // something foreign in place of a word
        return before + text.slice(start!).replace(/[\w.:]+/, () => odd);
    }
  });

/** Captures after up to four such changes, at most 64 Ki characters. */
export const mutants = (captures: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...captures),
      fc.constantFrom(...captures),
      fc.array(change, { minLength: 1, maxLength: 4 }),
    )
    .map(([text, other, changes]) =>
      changes.reduce((before, each) => each(before, other).slice(0, 64 * 1024), text),
    );

/** The same of bytes. */
export const byteMutants = (captures: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  mutants(captures.map(bytes => bytes.toString('latin1'))).map(text => Buffer.from(text, 'latin1'));

/** What may stand in place of a value. */
const oddities: readonly ((value: unknown) => unknown)[] = [
  ...[null, true, -1, 1e308, '', 'x'.repeat(3000), [], {}, [[[]]], [null], { a: null }].map(odd => () => odd),
  value => [value, value],
  value => JSON.stringify(value),
  ...['__proto__', 'constructor', 'toString', 'length'].map(name => (value: unknown) => ({
    ...(value as object),
    [name]: { polluted: value },
  })),
];

/** Plain data with another value at one of its places, counted from the outermost. */
function changedAt(value: unknown, left: { places: number }, odd: (value: unknown) => unknown): unknown {
  if (left.places-- === 0) return odd(value);
  if (Array.isArray(value)) return value.map(each => changedAt(each, left, odd));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changedAt(each, left, odd)]));
}

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), 1)
    : 1;

/** Plain data of which up to four values are others, or have more under keys such as __proto__. */
export const dataMutants = (captures: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...captures),
      fc.array(fc.tuple(place, fc.constantFrom(...oddities)), { minLength: 1, maxLength: 4 }),
    )
    .map(([value, changes]) =>
      changes.reduce<unknown>(
        (before, [at, odd]) => changedAt(before, { places: Math.floor(at * sizeOf(before)) }, odd),
        value,
      ),
    );

/** JSON that was changed as data or as text. */
export const jsonMutants = (captures: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    mutants(captures),
    dataMutants(captures.map(text => JSON.parse(text) as unknown)).map(value => JSON.stringify(value)),
  );

/** Long texts of one thing over and over: blanks, marks, and the words at the starts of the captures' lines. */
export function repetitions(captures: readonly string[], most = 8): readonly string[] {
  const lines = captures.flatMap(text => text.split('\n')).map(line => line.trim());
  const words = [...new Set(lines.map(line => /^[^\s=:({]+/.exec(line)?.[0] ?? ''))].filter(Boolean);
  const every = Math.max(1, Math.ceil(words.length / most));
  const chosen = words.filter((_, at) => at % every === 0).map(word => word.slice(0, 100));
  const units = [
    ...[
      ' ',
      '\n',
      '\r',
      '\t\n',
      '\0',
      'a',
      '1',
      '.',
      '/',
      '"',
      "'",
      '\\',
      '#',
      ' #',
      ';',
      '=',
      ': ',
      '%',
      '$',
    ],
    ...['[', '{', '(', '<', '{"a":', '[1,', '-a ', '1 ', 'a.', 'a=', '::', '1:'],
    ...chosen.flatMap(word => [`${word} `, `${word}\n`]),
  ];
  const tails = ['', '\n!', '\r!'];
  return [
    ...units.map((unit, at) => unit.repeat(LONG / unit.length) + tails[at % tails.length]),
    ...chosen.map(word => word + ' '.repeat(LONG)),
    ...chosen.map(word => `${word} ${'a'.repeat(LONG)}`),
  ];
}

const names = Reflect.ownKeys(Object.prototype).length;

/** No object has got anything that it should not have. */
export function expectUnpolluted(): void {
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(names);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

/**
 * Holds a parser of text to its promise on mutated captures and on long repetitions: it never throws (unless `check`
 * lets it), gives what `check` expects, and the whole takes no longer than a test may.
 */
export function fuzz(captures: readonly string[], check: (text: string) => void, runs = 200): void {
  fc.assert(
    fc.property(mutants(captures), text => void check(text)),
    { numRuns: runs },
  );
  for (const text of repetitions(captures)) check(text);
  expectUnpolluted();
}
