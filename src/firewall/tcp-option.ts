import type { Fields } from '../facts/firewall/json.js';
import { wordOf } from '../facts/firewall/json.js';
import { type Field, field, unknownField } from './field.js';
import { tcpFlags } from './numbers.js';
import type { Packet } from './packet.js';
import type { Span } from './value.js';

/** Options of TCP that clients may have, most of them when they connect; of the others nearly none has any. */
const USUAL_OPTIONS = new Set([
  'sack-perm',
  'sack-permitted',
  'window',
  'timestamp',
  'nop',
  'noop',
  'eol',
  'sack',
]);

/** Those of them that no usual client connects without: selective acknowledgements. */
const always = (name: string, { usual, tcpFlags: flags }: Packet): number | undefined =>
  usual && name.startsWith('sack-perm') && (flags & tcpFlags.syn) !== 0 ? 1 : undefined;

/**
 * An option of TCP: the segment size that a client announces when it connects, from the smallest that hosts must take
 * (RFC 9293); and whether there is another one.
 */
export function option({ name, field: part, absent }: Fields): Field {
  const label = `tcp option ${wordOf(name ?? 'by number')}`;
  if (name !== 'maxseg')
    return part === undefined
      ? {
          ...field('exists', label, packet => always(wordOf(name), packet)),
          rare: !USUAL_OPTIONS.has(wordOf(name)),
        }
      : unknownField(label);
  const opens = ({ tcpFlags: flags }: Packet): boolean => (flags & tcpFlags.syn) !== 0;
  // nft's match ends where there is no option, that of iptables compares on.
  const missing = typeof absent === 'number' ? absent : null;
  return part === undefined
    ? field('exists', label, packet => Number(opens(packet)))
    : field('number', label, packet => (opens(packet) ? segments(packet) : missing));
}

/** The smallest segments that clients announce: what hosts must take, and by any usual link what IPv6 carries (1280 bytes). */
const segments = ({ usual }: Packet): Span => ({ lo: usual ? 1220 : 536, hi: 65495 });
