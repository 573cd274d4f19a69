import { isFields, wordOf } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import { doubt, type Step } from './step.js';
import { constant } from './value.js';
import type { Verdict } from './verdict.js';

const unknown: Verdict = { kind: 'unknown', doubt: doubt('extension', 'tproxy') };

/** The socket that a rule means: by default the packet's own port, and the first address of the interface it comes in by. */
function meant(body: Json, packet: Packet, roads: Roads): NonNullable<Packet['taken']> | undefined {
  const { addr = null, port = null } = isFields(body) ? body : {};
  const own = packet.input ? roads.firstAddress(packet.input, packet.family) : undefined;
  const address = addr === null ? (own ?? packet.ends.destination) : constant(addr, 'address');
  const to = port === null ? packet.ends.destinationPort : port;
  const known = typeof address === 'number' || typeof address === 'bigint';
  return known && typeof to === 'number' ? { address, port: to } : undefined;
}

/**
 * Prepares tproxy: a transparent socket (IP_TRANSPARENT) takes the packet, whose ends stay as they are. Without one, nft
 * goes on with the next rule (nft_tproxy.c), and iptables drops the packet (xt_TPROXY.c).
 */
export function tproxy(body: Json): Step {
  const target = isFields(body) && body.otherwise === 'drop';
  const family = isFields(body) ? ({ ip: 4, ip6: 6 }[wordOf(body.family)] ?? undefined) : undefined;
  return (packet, roads) => {
    if (family !== undefined && family !== packet.family) return false;
    const taken = meant(body, packet, roads);
    const there = taken && roads.isTransparent(taken, packet);
    if (taken === undefined || there === undefined) return [unknown, { kind: 'accept' }];
    if (!there) return target ? [{ kind: 'drop' }] : false;
    const rewrite = (own: Packet) => {
      own.taken = taken;
      return true;
    };
    return [{ kind: 'nat', side: 'destination', rewrite }];
  };
}
