import { type Fields, isFields, wordOf } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import { type Field, field, type Get, unknownField } from './field.js';
import { conntrack, fib } from './kernel-fields.js';
import { metaField } from './meta.js';
import { payload } from './payload.js';
import { option } from './tcp-option.js';
import { constant } from './value.js';

const operators: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};

/** Arithmetic on bits: `meta mark & 0xff`. A span or an unknown operand gives an unknown result. */
function binary(operator: string, [left, right]: readonly Json[]): Field {
  const of = fieldOf(left ?? null);
  const kind = of.kinds[0]!;
  const literal = constant(right ?? null, kind);
  const operand: Get = literal === undefined && isFields(right) ? fieldOf(right).get : () => literal;
  const label = `${of.label} ${operator} …`;
  const get: Get = (packet, roads) => {
    const [a, b] = [of.get(packet, roads), operand(packet, roads)];
    if (a === null || b === null) return null;
    if ((typeof a !== 'number' && typeof a !== 'bigint') || (typeof b !== 'number' && typeof b !== 'bigint'))
      return undefined;
    const result = operators[operator]!(BigInt(a), BigInt(b));
    return typeof a === 'bigint' ? result : Number(result);
  };
  return { kinds: [kind], label, get };
}

const joined = (parts: readonly Field[]): Field => ({
  kinds: parts.flatMap(part => part.kinds),
  label: parts.map(part => part.label).join(' . '),
  get: (packet, roads) => parts.map(part => part.get(packet, roads)),
});

/** No extension header follows in a packet that opens a connection, and no options of IPv4 are in it. */
const extension = (kind: string, { name, field: part }: Fields): Field =>
  part === undefined
    ? field('exists', `${kind} ${wordOf(name)}`, () => 0)
    : field('text', `${kind} ${wordOf(name)}`, () => null);

/** The listener that a packet comes to is transparent, where somebody has looked. */
const isTransparent: Get = (packet, roads) => {
  const { destination: address, destinationPort: port } = packet.ends;
  const there = packet.input && typeof port === 'number' && roads.isTransparent({ address, port }, packet);
  return typeof there === 'boolean' ? Number(there) : undefined;
};

/** Of the socket that takes the packet, found already on prerouting (nft_socket.c): few are transparent; the rest is its own. */
const socket = (key: string): Field =>
  key === 'transparent'
    ? { ...field('number', `socket ${key}`, isTransparent), rare: true }
    : unknownField(`socket ${key}`);

/** What an expression of libnftables-json(5) reads from a packet. What is not known here can never be told. */
export function fieldOf(json: Json): Field {
  if (!isFields(json)) return unknownField('a constant');
  const [kind = '', body = null] = Object.entries(json)[0] ?? [];
  if (kind in operators && Array.isArray(body)) return binary(kind, body);
  if (kind === 'concat' && Array.isArray(body)) return joined((body as readonly Json[]).map(fieldOf));
  if (!isFields(body)) return unknownField(kind);
  if (kind === 'payload') return payload(body);
  if (kind === 'meta') return metaField(wordOf(body.key));
  if (kind === 'ct') return conntrack(body);
  if (kind === 'fib') return fib(body);
  if (kind === 'rt') return metaField(body.key === 'classid' ? 'rtclassid' : wordOf(body.key));
  if (kind === 'exthdr' || kind === 'ip option') return extension(kind, body);
  if (kind === 'tcp option') return option(body);
  if (kind === 'numgen') return field('number', 'numgen', () => undefined);
  if (kind === 'socket') return socket(wordOf(body.key));
  return unknownField(kind);
}
