import type { Json } from './types.js';

/** An object of nft's JSON (libnftables-json(5)). */
export type Fields = { readonly [key: string]: Json };

/** Neither a list nor a plain value. */
export const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
