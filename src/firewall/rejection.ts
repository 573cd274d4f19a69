import { ctState, tcpFlags } from './numbers.js';
import { IPPROTO, type Packet } from './packet.js';
import type { Roads } from './routing.js';

/** Destination unreachable in ICMP and in ICMPv6. */
const UNREACHABLE = { 4: 3, 6: 1 } as const;

/**
 * The packet by which a reject rule tells the sender: a TCP reset or an ICMP error, sent by this machine through its own
 * output rules. Undefined where the kernel sends none: in answer to a reset or to an ICMP error.
 */
export function rejectionPacket(packet: Packet, how: string, roads: Roads): Packet | undefined {
  const reset = how === 'tcp reset';
  if (packet.icmpType !== null || (reset && (packet.tcpFlags & tcpFlags.rst) !== 0)) return undefined;
  const { source, sourcePort, destination, destinationPort } = packet.ends;
  return {
    ...packet,
    ends: {
      source: destination,
      sourcePort: destinationPort,
      destination: source,
      destinationPort: sourcePort,
    },
    protocol: reset ? IPPROTO.tcp : packet.family === 4 ? IPPROTO.icmp : IPPROTO.icmpv6,
    tcpFlags: reset ? tcpFlags.rst | tcpFlags.ack : 0,
    icmpType: reset ? null : UNREACHABLE[packet.family],
    length: reset ? { lo: 40, hi: 60 } : { lo: 56, hi: 576 },
    input: '',
    output: roads.deviceTo(source) ?? packet.input,
    // The kernel ties it to the connection of the packet that it answers.
    connection: ctState.related,
    attached: packet.attached,
    state: packet.tracked ? ctState.related : ctState.untracked,
    status: 0,
    reply: true,
    goal: null,
    mapped: { destination: true, source: true },
    mark: 0,
    uid: null,
    gid: null,
  };
}
