import { type Fields, isFields } from '../facts/firewall/json.js';
import type { Json, Rule } from '../facts/firewall/types.js';
import { remembering } from '../net/remember.js';
import { fieldOf } from './expression.js';
import { exactName, type Known, within } from './key.js';
import type { Packet } from './packet.js';
import { hasPorts } from './payload.js';
import { constant, isSpan, type Value } from './value.js';

/** Shorter lists are gone through as quickly as they are looked up. */
const SHORT = 64;

/** The upper half of an IPv4 address, by which smaller networks are told apart well enough. */
const half = (address: number | bigint): number => Math.floor(Number(address) / 2 ** 16);

/** What a packet has in the fields that most rules of long lists ask for; null for none, undefined where it cannot be told. */
const reads: Readonly<Record<string, (packet: Packet) => Value>> = {
  'ip saddr': ({ family, arp, ends }) => (family === 4 && !arp ? ends.source : null),
  'ip daddr': ({ family, arp, ends }) => (family === 4 && !arp ? ends.destination : null),
  'ip saddr/16': ({ family, arp, ends }) => (family === 4 && !arp ? half(ends.source) : null),
  'ip daddr/16': ({ family, arp, ends }) => (family === 4 && !arp ? half(ends.destination) : null),
  'ip6 saddr': ({ family, arp, ends }) => (family === 6 && !arp ? ends.source : null),
  'ip6 daddr': ({ family, arp, ends }) => (family === 6 && !arp ? ends.destination : null),
  'tcp dport': ({ protocol, ends }) => (protocol === 6 ? ends.destinationPort : null),
  'tcp sport': ({ protocol, ends }) => (protocol === 6 ? ends.sourcePort : null),
  'udp dport': ({ protocol, ends }) => (protocol === 17 ? ends.destinationPort : null),
  'udp sport': ({ protocol, ends }) => (protocol === 17 ? ends.sourcePort : null),
  'th dport': packet => (hasPorts(packet) ? packet.ends.destinationPort : undefined),
  'th sport': packet => (hasPorts(packet) ? packet.ends.sourcePort : undefined),
  'meta iifname': ({ input }) => input,
  'meta oifname': ({ output }) => output,
};

/** What a rule asks for before it does anything: one value of one field. */
interface Guard {
  readonly label: string;
  readonly value: Known;
}

function networkGuard(label: string, { addr, len }: Fields): Guard | undefined {
  const wide = `${label}/16`;
  const address = constant(addr ?? null, 'address');
  if (len === 32 && typeof address === 'number') return { label, value: address };
  return Object.hasOwn(reads, wide) && typeof address === 'number' && Number(len) >= 16 && Number(len) <= 32
    ? { label: wide, value: half(address) }
    : undefined;
}

function guardIn(match: Json | undefined): Guard | undefined {
  if (!isFields(match) || (match.op !== '==' && match.op !== 'in') || !isFields(match.left)) return undefined;
  if (!('payload' in match.left) && !('meta' in match.left)) return undefined;
  const { label, kinds } = fieldOf(match.left);
  if (!Object.hasOwn(reads, label)) return undefined;
  const { prefix } = isFields(match.right) ? match.right : {};
  if (isFields(prefix)) return networkGuard(label, prefix);
  const value = exactName(match.right ?? null, kinds);
  const isName = typeof value === 'string';
  return value === undefined || isName !== (kinds[0] === 'name') || (isName && /^[@]|\*/.test(value))
    ? undefined
    : { label, value };
}

/** Only matches and counters come before it: nothing is changed, whatever they say. */
const guardOf = remembering((statements: Rule['statements']): Guard | undefined => {
  for (const statement of statements) {
    const guard = guardIn(statement.match);
    if (guard) return guard;
    if (!('match' in statement || 'counter' in statement)) return undefined;
  }
  return undefined;
});

interface Index {
  /** Places of the rules that ask for nothing of the kind. */
  readonly others: readonly number[];
  /** Places of the rules that ask for a value of a field. */
  readonly asking: ReadonlyMap<string, ReadonlyMap<Known, number[]>>;
}

const indexOf = remembering((rules: readonly Rule[]): Index => {
  const others: number[] = [];
  const asking = new Map<string, Map<Known, number[]>>();
  for (const [place, { statements }] of rules.entries()) {
    const guard = guardOf(statements);
    if (!guard) {
      others.push(place);
      continue;
    }
    const values = asking.get(guard.label) ?? new Map<Known, number[]>();
    asking.set(guard.label, values);
    const places = values.get(guard.value);
    if (places) places.push(place);
    else values.set(guard.value, [place]);
  }
  return { others, asking };
});

function placesFor(values: ReadonlyMap<Known, readonly number[]>, value: Value): readonly number[] {
  if (value === null) return [];
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string')
    return values.get(value) ?? [];
  return [...values].flatMap(([asked, places]) =>
    isSpan(value) && typeof asked !== 'string' && !within(asked, value) ? [] : places,
  );
}

/**
 * The rules of a chain without those that ask for another address, port or interface than the packet has, in their order:
 * of thousands few are left, and every question of every network goes through them several times.
 */
export function candidates(rules: readonly Rule[], packet: Packet): readonly Rule[] {
  if (rules.length <= SHORT) return rules;
  const { others, asking } = indexOf(rules);
  const asked = [...asking].flatMap(([label, values]) => placesFor(values, reads[label]!(packet)));
  if (others.length + asked.length === rules.length) return rules;
  return [...others, ...asked].sort((a, b) => a - b).map(place => rules[place]!);
}
