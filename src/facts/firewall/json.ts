import type { Json } from './types.js';

/** An object of nft's JSON (libnftables-json(5)). */
export type Fields = { readonly [key: string]: Json };

/** Neither a list nor a plain value. */
export const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name, a number or a flag as a word; empty for what is no scalar: a damaged record's object may not even be turned into text. */
export const wordOf = (json: unknown): string => (typeof json === 'object' ? '' : String(json));
