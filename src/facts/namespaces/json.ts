/** JSON that may hold anything, taken apart without a word about what is missing. */
export type Json = { readonly [key: string]: unknown };

/** The value as an object; an empty one for anything else. */
export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
/** The value as a list; an empty one for anything else. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** The value as text; empty for anything else. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** The value as a number, also where it is written as text; 0 for anything else. */
export const number = (value: unknown): number =>
  typeof value === 'number' ? value : Number(text(value)) || 0;

/** Deeper than any answer of an engine; what is nested ten thousand times cannot be written as text again. */
const DEEPEST = 64;

const isDeeper = (value: unknown, than: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (than === 0 || Object.values(value).some(each => isDeeper(each, than - 1)));

/** Undefined for what is no JSON, or nested too deeply. */
export function json(answer: string): unknown {
  try {
    const value: unknown = JSON.parse(answer);
    return isDeeper(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}
