import { type Fields, isFields } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import { fieldOf } from './expression.js';
import type { SetNamed } from './ipset.js';
import type { Kind } from './kind.js';
import { mapOf } from './match.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import { addressNumber, constant, type Span } from './value.js';
import type { Doubt, Rewrite } from './verdict.js';

/** Where a mapping leads: a part that it leaves alone is undefined. */
interface Goal {
  readonly address: number | bigint | undefined;
  readonly port: number | Span | undefined;
  readonly doubt: Doubt | undefined;
}

type Aim = (packet: Packet, roads: Roads) => Goal | false;

const doubtful = (says: string): Doubt => ({ kind: 'nat', says });

const rangeEnds = (json: Json, kind: Kind): readonly (number | bigint | string | undefined)[] | undefined =>
  isFields(json) && Array.isArray(json.range)
    ? (json.range as readonly Json[]).map(end => constant(end, kind))
    : undefined;

function literalAddress(json: Json): Goal {
  const [first] = rangeEnds(json, 'address') ?? [];
  if (typeof first === 'number' || typeof first === 'bigint')
    return { address: first, port: undefined, doubt: doubtful('one of a range of addresses') };
  const address = typeof json === 'string' ? addressNumber(json) : undefined;
  return {
    address,
    port: undefined,
    doubt: address === undefined ? doubtful('its address is not understood') : undefined,
  };
}

/** The value of a map: an address, or an address and a port. */
function mappedGoal(value: Json): Goal {
  if (isFields(value) && Array.isArray(value.concat)) {
    const [address = null, port = null] = value.concat as readonly Json[];
    return { ...literalAddress(address), port: typeof port === 'number' ? port : undefined };
  }
  return literalAddress(value);
}

/** Prepares a look-up: what the map has for a packet, false where it has nothing, undefined where that cannot be told. */
export function lookUp(
  map: Fields,
  sets: SetNamed,
): (packet: Packet, roads: Roads) => Json | false | undefined {
  const key = fieldOf(map.key ?? null);
  const table = mapOf(map.data ?? null, key.kinds, sets);
  return (packet, roads) => {
    const found = table?.find(key.get(packet, roads));
    if (!table || !found?.sure) return undefined;
    return found.at.length ? table.valueAt(found.at[0]!) : false;
  };
}

function addressAim(json: Json, sets: SetNamed): Aim {
  if (!isFields(json) || !isFields(json.map)) {
    const goal = literalAddress(json);
    return () => goal;
  }
  const find = lookUp(json.map, sets);
  return (packet, roads) => {
    const value = find(packet, roads);
    if (value === false) return false;
    return value === undefined
      ? { address: undefined, port: undefined, doubt: doubtful('one of a map') }
      : mappedGoal(value);
  };
}

/** The new port: the packet's own where it lies in the range already, any of the range otherwise. */
function portAim(
  json: Json,
  sets: SetNamed,
): (packet: Packet, roads: Roads) => number | Span | false | undefined {
  const [lo, hi] = rangeEnds(json, 'number') ?? [];
  if (typeof lo === 'number' && typeof hi === 'number')
    return ({ ends: { destinationPort: own } }) =>
      typeof own === 'number' && own >= lo && own <= hi ? own : { lo, hi };
  if (isFields(json) && isFields(json.map)) {
    const find = lookUp(json.map, sets);
    return (packet, roads) => {
      const value = find(packet, roads);
      return value === false ? false : typeof value === 'number' ? value : { lo: 1, hi: 65535 };
    };
  }
  const port = constant(json, 'number');
  return () => (typeof port === 'number' ? port : undefined);
}

/** `redirect` leads to the first address of the interface that the packet came in by, or to loopback on output. */
const redirectAim: Aim = (packet, roads) => {
  const loopback = packet.family === 4 ? 127 * 2 ** 24 + 1 : 1n;
  const address = packet.input ? roads.firstAddress(packet.input, packet.family) : loopback;
  return {
    address,
    port: undefined,
    doubt: address === undefined ? doubtful('an address of the interface') : undefined,
  };
};

/** Prepares dnat, redirect and their like: the packet's destination becomes what the rule says. */
export function destinationRewrite(kind: 'dnat' | 'redirect', body: Fields, sets: SetNamed): Rewrite {
  const family = body.family === 'ip' ? 4 : body.family === 'ip6' ? 6 : undefined;
  const own: Aim = packet => ({ address: packet.ends.destination, port: undefined, doubt: undefined });
  const aim = kind === 'redirect' ? redirectAim : body.addr === undefined ? own : addressAim(body.addr, sets);
  const port = body.port === undefined ? () => undefined : portAim(body.port, sets);
  return (packet, roads) => {
    if (family !== undefined && family !== packet.family) return false;
    const [goal, to] = [aim(packet, roads), port(packet, roads)];
    if (goal === false || to === false) return false;
    const address = goal.address ?? packet.ends.destination;
    // A number is an IPv4 address, a bigint an IPv6 one: the rule is of the other family.
    if (typeof address !== typeof packet.ends.destination) return false;
    packet.ends = {
      ...packet.ends,
      destination: address,
      destinationPort: goal.port ?? to ?? packet.ends.destinationPort,
    };
    return goal.doubt ?? true;
  };
}

/** Prepares masquerade and snat: on loopback the packet comes in again with the new source. */
export function sourceRewrite(kind: 'masquerade' | 'snat', body: Fields): Rewrite {
  const literal = body.addr === undefined ? undefined : literalAddress(body.addr).address;
  return (packet, roads) => {
    const own = kind === 'masquerade' ? roads.masqueradeAs(packet.output, packet.ends.destination) : literal;
    if (typeof own === typeof packet.ends.source) packet.ends = { ...packet.ends, source: own! };
    return true;
  };
}
