import type { Kind } from './kind.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import type { Value } from './value.js';

/** Reads one value out of a packet. */
export type Get = (packet: Packet, roads: Roads) => Value;

/** The left side of a match: what it reads, how its constants are written, and its name for people. */
export interface Field {
  readonly kinds: readonly Kind[];
  readonly get: Get;
  readonly label: string;
  /** A given value is seldom the packet's: a hardware address, a transparent socket. */
  readonly rare?: boolean;
  /** It measures how much is sent, which differs from one request, or answer, to the next. */
  readonly size?: true;
}

/** A field of one part. */
export const field = (kind: Kind, label: string, get: Get): Field => ({ kinds: [kind], label, get });
/** A field that nobody can tell from the rules. */
export const unknownField = (label: string): Field => field('text', label, () => undefined);
