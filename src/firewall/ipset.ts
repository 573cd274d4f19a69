import type { Fields } from '../facts/firewall/json.js';
import type { Json, NamedSet } from '../facts/firewall/types.js';
import { elementsOf } from './elements.js';
import { type Field, unknownField } from './field.js';
import { metaField } from './meta.js';
import type { Packet } from './packet.js';
import { network, payload, transport } from './payload.js';
import type { Roads } from './routing.js';
import { not, type Tri } from './value.js';

/** Sets by the name that a rule says: `@bad` of nft, `%bad` of ipset. */
export type SetNamed = (name: string) => NamedSet | undefined;

/** Is the packet in the set? */
type Membership = (packet: Packet, roads: Roads) => Tri;

/** Sets that hold sets that hold sets: the kernel allows one level. */
const DEEPEST = 3;

const isFlag = (flag: Json): boolean => flag === 'src' || flag === 'dst';

/** Which part of a packet a part of the key is, by its type and the end that the rule names for it. */
function partOf(type: string, source: boolean, family: 4 | 6): Field {
  switch (type) {
    case 'ipv4_addr':
      return network(family, source ? 'saddr' : 'daddr');
    case 'inet_proto':
      return metaField('l4proto');
    case 'inet_service':
      return transport('th', source ? 'sport' : 'dport');
    case 'ether_addr':
      return payload({ protocol: 'ether', field: source ? 'saddr' : 'daddr' });
    case 'ifname':
      return metaField(source ? 'iifname' : 'oifname');
    case 'mark':
      return metaField('mark');
    default:
      return unknownField(type);
  }
}

/** A port and its protocol are one part, and share their end. Null where the rule names fewer ends than the key has parts: nothing is in the set then. */
function fieldsOf(types: readonly string[], ends: readonly Json[], family: 4 | 6): readonly Field[] | null {
  let end = -1;
  const fields: Field[] = [];
  for (const [index, type] of types.entries()) {
    if (type !== 'inet_service' || types[index - 1] !== 'inet_proto') end++;
    if (end >= ends.length) return null;
    fields.push(partOf(type, ends[end] === 'src', family));
  }
  return fields;
}

const either = (one: Tri, other: Tri): Tri =>
  one === true || other === true ? true : one === undefined || other === undefined ? undefined : false;

/** A hole counts where an element covers it: the kernel looks at the smallest network first. */
const within = (element: Tri, hole: Tri): Tri =>
  element === false || hole === true ? false : element === undefined || hole === undefined ? undefined : true;

function plain(set: NamedSet, ends: readonly Json[], family: 4 | 6): Membership {
  const fields = fieldsOf(set.types, ends, family);
  if (!fields) return () => false;
  const kinds = fields.flatMap(field => field.kinds);
  const [elements, holes] = [set.elements, set.holes ?? []].map(list => elementsOf(list, kinds));
  return (packet, roads) => {
    const values = fields.map(field => field.get(packet, roads));
    const [element, hole] = [elements!, holes!].map(find => {
      const { at, sure } = find(values.length === 1 ? values[0] : values);
      return sure ? at.length > 0 : undefined;
    });
    return within(element, hole);
  };
}

function memberOf(name: string, ends: readonly Json[], family: 4 | 6, sets: SetNamed, depth = 0): Membership {
  const set = depth < DEEPEST ? sets(name) : undefined;
  if (!set) return () => undefined;
  if (!set.members) return plain(set, ends, family);
  const members = set.members.map(each => memberOf(`%${each}`, ends, family, sets, depth + 1));
  return (packet, roads) => members.reduce<Tri>((tri, member) => either(tri, member(packet, roads)), false);
}

/** `-m set --match-set NAME src,dst`: the ends that make the key, in order (ip_set_test in net/netfilter/ipset/ip_set_core.c). */
export function ipsetMatch(
  { flags, family }: Fields,
  name: string,
  negated: boolean,
  sets: SetNamed,
): Membership {
  const ends = (Array.isArray(flags) ? (flags as readonly Json[]) : []).filter(isFlag);
  const member = memberOf(name, ends, family === 'ip6' ? 6 : 4, sets);
  return negated ? (packet, roads) => not(member(packet, roads)) : member;
}
