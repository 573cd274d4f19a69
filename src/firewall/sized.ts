import { type Fields, isFields } from '../facts/firewall/json.js';
import type { FirewallRules, Json } from '../facts/firewall/types.js';
import { remembering } from '../net/remember.js';
import { type Leg, stopsSurely } from './leg.js';

const inner = (left: Fields, key: string): Fields =>
  isFields(left[key] ?? null) ? (left[key] as Fields) : {};

/** `meta length`, `ip length`, `ct bytes`, `ct packets`. */
const isSize = (left: Json): boolean =>
  isFields(left) &&
  (inner(left, 'meta').key === 'length' ||
    inner(left, 'payload').field === 'length' ||
    ['bytes', 'packets'].some(key => inner(left, 'ct').key === key));

/** A rule asks how long a packet is, or how much a connection has carried. */
export const measures = remembering(({ tables }: FirewallRules): boolean =>
  tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(({ statements }) =>
        statements.some(({ match }) => isFields(match ?? null) && isSize((match as Fields).left ?? null)),
      ),
    ),
  ),
);

/** What is cut for its length, and where. */
export interface Cut {
  readonly what: 'requests' | 'answers';
  readonly leg: Leg;
}

/** It may end for its size alone: shorter ones pass. */
const mayEnd = ({ stop }: Leg): boolean =>
  stop !== null && stop.doubts.length > 0 && stop.doubts.every(({ kind }) => kind === 'size');

/** Where all that every client sends and hears passes: what is too long for a rule, or may be. */
export function cutOf(all: readonly Leg[], data: Leg, full: Leg): Cut | null {
  if (all.some(({ usually }) => usually !== 'pass')) return null;
  if (mayEnd(data)) return { what: 'requests', leg: data };
  return stopsSurely(full) || mayEnd(full) ? { what: 'answers', leg: full } : null;
}
