import type { Bucket } from './bucket.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';

/** What was seen, and where. */
interface Seen {
  readonly says: string;
  readonly source: string;
}

/** Something that cannot be decided from the rules, in words: `limit rate`, `meta hour`. */
export interface Doubt {
  readonly kind: 'limit' | 'quota' | 'count' | 'field' | 'extension' | 'queue' | 'nat' | 'chance' | 'size';
  readonly says: string;
  /** One account is kept for all clients together. */
  readonly shared?: true;
  /** One is kept for each network of this prefix length; missing where each client has its own. */
  readonly prefix?: number;
  /** What each account lets pass, where connections show how much of it is left. */
  readonly bucket?: Bucket;
  /** The client has an account by now, of which the rules do not tell how much is left. */
  readonly begun?: true;
  /** That the limit is reached, as it was seen to be, in words; missing where that was not seen. */
  readonly reached?: Seen;
  /** Of how many packets chance makes it true, from 0 to 1. */
  readonly share?: number;
  /** What the statement comes to for a lone connection now and then; undefined where that too cannot be told. */
  readonly usually?: boolean;
}

/** Writes a packet's new ends; false where the rule does not apply to it, a doubt where it cannot be told. */
export type Rewrite = (packet: Packet, roads: Roads) => boolean | Doubt;

/** What a rule decides when it matches. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly target: string }
  /** `how` is nft's word for the kind of rejection: `tcp reset`, `port-unreachable` … */
  | { readonly kind: 'reject'; readonly how: string }
  | { readonly kind: 'nat'; readonly side: 'destination' | 'source'; readonly rewrite: Rewrite }
  /** Exactly one of these, which chance or a hash of the packet decides; the most frequent first. */
  | {
      readonly kind: 'one of';
      readonly of: readonly { readonly verdict: Verdict; readonly doubt: Doubt }[];
    }
  /** Handed to a program, or to a target that is not known here: what becomes of it cannot be told. */
  | { readonly kind: 'unknown'; readonly doubt: Doubt };

/** What one statement says of a packet: go on, the rule does not match, perhaps, or a verdict (one of several, perhaps). */
export type Effect = boolean | Doubt | readonly Verdict[];

/** What a statement does cannot be told. */
export const isDoubt = (effect: Effect): effect is Doubt => typeof effect === 'object' && 'says' in effect;
