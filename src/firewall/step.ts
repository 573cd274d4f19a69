import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import type { Doubt, Effect } from './verdict.js';

/** A prepared statement. `sure` tells that the rule's matches so far were no maybes. */
export type Step = (packet: Packet, roads: Roads, sure: boolean) => Effect;

/** Says the same of every packet. */
export const always =
  (effect: Effect): Step =>
  () =>
    effect;

/** `usually`: what it comes to for a lone connection now and then, if that can be told. */
export const doubt = (kind: Doubt['kind'], says: string, usually?: boolean): Doubt =>
  usually === undefined ? { kind, says } : { kind, says, usually };
