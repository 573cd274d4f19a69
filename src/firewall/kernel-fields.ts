import type { Fields } from '../facts/firewall/json.js';
import { wordOf } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import { type Account, accountOf } from './accounts.js';
import { type Field, field, type Get, unknownField } from './field.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';

/** What a `ct` expression reads: the connection that the packet belongs to, if it is known by then. */
export function conntrack(body: Fields): Field {
  const found = ofConnection(body);
  if (body.key === 'state') return found;
  return { ...found, get: (packet, roads) => (packet.attached ? found.get(packet, roads) : null) };
}

function ofConnection(body: Fields): Field {
  const key = wordOf(body.key);
  const label = `ct ${key}`;
  // Which end of the connection's first packet a key means: the reply's source is where the request went.
  const replied = body.dir === 'reply';
  const end = key.replace(/^ip6? /, '');
  if (end === 'saddr' || end === 'daddr') {
    const side = (end === 'saddr') !== replied ? 'source' : 'destination';
    return field('address', label, packet => (replied ? undefined : packet.original[side]));
  }
  if (key === 'proto-src')
    return field('number', label, packet => (replied ? undefined : packet.original.sourcePort));
  if (key === 'proto-dst')
    return field('number', label, packet => (replied ? undefined : packet.original.destinationPort));
  if (key === 'state') return field('ct-state', label, packet => packet.state);
  if (key === 'status') return field('ct-status', label, packet => packet.status);
  if (key === 'mark') return field('number', label, packet => packet.connectionMark);
  if (key === 'direction') return field('text', label, packet => (packet.reply ? 'reply' : 'original'));
  if (key === 'protocol') return field('protocol', label, packet => packet.protocol);
  if (key === 'l3proto') return field('text', label, packet => (packet.family === 4 ? 'ipv4' : 'ipv6'));
  if (key === 'zone') return field('number', label, packet => packet.zone);
  if (key === 'bytes' || key === 'packets') return counted(key, body.dir);
  // Labels are there where somebody has set them, and the identifier is a number like any other.
  if (key === 'label' || key === 'id') return { ...unknownField(label), rare: true };
  if (key === 'helper') return field('text', label, () => '');
  return unknownField(label);
}

/** How much the connection has carried so far. */
const counted = (key: keyof Account, dir: Json | undefined): Field => ({
  ...field('number', `ct ${key}`, ({ accounts }) => accounts && accountOf(accounts, key, dir)),
  size: true,
});

/** Its routes went when it was switched off, and come back with it: the ones that are left say nothing of then. */
const isOff = (device: string | undefined, roads: Roads): boolean =>
  device ? roads.interfaceOf(device)?.flags.includes('UP') === false : false;

/** What a `fib` expression reads: the kernel's routes. */
export function fib(body: Fields): Field {
  const flags = Array.isArray(body.flags) ? (body.flags as readonly Json[]) : [body.flags ?? null];
  const label = `fib ${flags.join(' . ')} ${wordOf(body.result)}`;
  const address = (packet: Packet) =>
    flags.includes('saddr') ? packet.ends.source : packet.ends.destination;
  if (body.result === 'type') {
    const own: Get = (packet, roads) => {
      const type = roads.typeOf(address(packet));
      if (type !== 'local') return type;
      // Limited to an interface, only that one's addresses are local.
      const device = flags.includes('iif') ? packet.input : flags.includes('oif') ? packet.output : null;
      if (device === null) return type;
      if (device === undefined) return undefined;
      const has = roads.hasAddress(device, address(packet));
      return has ? type : 'unicast';
    };
    return field('text', label, own);
  }
  const device: Get = (packet, roads) => {
    // Towards an address of its own the kernel names no device, but for what comes by loopback (nft_fib_ipv4.c).
    if (roads.isLocal(address(packet)) && packet.input !== 'lo')
      return packet.input === undefined ? undefined : 0;
    const way = roads.deviceTo(address(packet));
    if (way === undefined || (way !== packet.input && isOff(packet.input, roads))) return undefined;
    // With iif, the route must leave by the interface that the packet came in by.
    const there = way !== null && (!flags.includes('iif') || packet.input === '' || packet.input === way);
    return body.result === 'oif' || body.result === 'oifname' ? (there ? way : 0) : undefined;
  };
  return field('exists', label, device);
}
