import { tcpFlags } from './numbers.js';
import type { Packet } from './packet.js';
import type { Value } from './value.js';

type Part = (usual: boolean, opens: boolean) => Value;
const none: Part = usual => (usual ? 0 : undefined);

/** Fields of TCP's header (RFC 9293 section 3.1) beside its ports and flags. */
const parts: Readonly<Record<string, Part>> = {
  // Five words, and what options take: of the forty bytes that there may be, usual clients need twenty-eight at most.
  doff: usual => ({ lo: 5, hi: usual ? 12 : 15 }),
  // Clients start with some thousand bytes, scanners with less; later it counts in larger units.
  window: (usual, opens) => ({ lo: usual ? (opens ? 2048 : 1) : 0, hi: 65_535 }),
  reserved: none,
  urgptr: none,
};

/** What a field of TCP's header holds; undefined where nobody can tell. */
export const tcpHeader =
  (name: string) =>
  ({ usual, tcpFlags: flags }: Packet): Value =>
    Object.hasOwn(parts, name) ? parts[name]!(usual, (flags & tcpFlags.syn) !== 0) : undefined;

/** A given number of them is seldom the packet's. */
export const isCounter = (name: string): boolean => name === 'sequence' || name === 'ackseq';
