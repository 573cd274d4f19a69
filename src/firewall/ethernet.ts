import { type Field, field, type Get } from './field.js';
import type { Kind } from './kind.js';

/** What an Ethernet frame carries; loopback has no such frames. */
const etherType: Get = ({ arp, family, input }) => {
  if (input === 'lo') return null;
  return arp ? 'arp' : family === 4 ? 'ip' : 'ip6';
};

/**
 * A field of an Ethernet frame's header. The sender's hardware address is known where it is a neighbour that was seen,
 * the addressee's where the device, or its bridge, has the address that was asked for; loopback has none but zeros. Who
 * has an address is asked of everybody.
 */
export function ether(name: string): Field {
  if (name === 'type') return field('text', 'ether type', etherType);
  const get: Get = ({ input, ends, arp }, roads) => {
    if (input === undefined) return undefined;
    if (input === 'lo') return '00:00:00:00:00:00';
    if (input === '') return null;
    if (name === 'saddr') return roads.hardwareOf(ends.source);
    if (arp === 'request') return 'ff:ff:ff:ff:ff:ff';
    const device = roads.interfaceOf(input);
    // What comes in by a bridge's port may be for the bridge.
    const own = [device, roads.interfaceOf(device?.master ?? '')].find(
      each => each && roads.hasAddress(each.name, ends.destination),
    );
    return own?.hardwareAddress ?? undefined;
  };
  return { ...field('text', `ether ${name}`, get), rare: name === 'saddr' };
}

/** Fields of an ARP packet about IPv4 on Ethernet (RFC 826) by nft's names. */
const arpFields: Readonly<Record<string, readonly [Kind, Get]>> = {
  operation: ['text', packet => packet.arp],
  'saddr ip': ['address', packet => packet.ends.source],
  'daddr ip': ['address', packet => packet.ends.destination],
  'saddr ether': ['text', (packet, roads) => ether('saddr').get(packet, roads)],
  htype: ['number', () => 1],
  ptype: ['text', () => 'ip'],
  hlen: ['number', () => 6],
  plen: ['number', () => 4],
};

/** A field of an ARP packet; others have none. */
export function arp(name: string): Field {
  const [kind, get] = (Object.hasOwn(arpFields, name) ? arpFields[name] : undefined) ?? [
    'text' as const,
    () => undefined,
  ];
  return field(kind, `arp ${name}`, (packet, roads) => (packet.arp ? get(packet, roads) : null));
}
