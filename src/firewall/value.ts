import type { Json } from '../facts/firewall/types.js';
import { formatAddress, parseAddress } from '../net/address.js';
import { fromNumber } from '../net/network.js';
import type { Kind } from './kind.js';
import { numberNamed } from './numbers.js';

/** A span of numbers, both ends included: a port that the client chooses, a length that is not known exactly. */
export interface Span {
  readonly lo: number | bigint;
  readonly hi: number | bigint;
}

/**
 * What a packet has in a field: a number (an IPv4 address is one too, an IPv6 address is a bigint), a name, the parts
 * of a concatenation; null where this packet has no such field, so that no rule about it matches; undefined where
 * nobody can tell.
 */
export type Value = number | bigint | string | Span | null | undefined | readonly Value[];

/** yes, no, or undefined for maybe. */
export type Tri = boolean | undefined;

/** The opposite; what is not known stays so. */
export const not = (tri: Tri): Tri => (tri === undefined ? undefined : !tri);

/** A range of values rather than one. */
export const isSpan = (value: Value): value is Span =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An address number as text. */
export const writtenAddress = (family: 4 | 6, address: number | bigint): string =>
  formatAddress(fromNumber(family, BigInt(address)));

/** An address as the number that it is compared by: 32 bits as number, 128 bits as bigint; undefined for no address. */
export function addressNumber(text: string): number | bigint | undefined {
  const parsed = parseAddress(text);
  if (!parsed) return undefined;
  if (parsed.family === 4) return parsed.bytes.reduce((number, byte) => number * 256 + byte, 0);
  return BigInt(`0x${parsed.bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')}`);
}

/** `05:30` or `05:30:15` as seconds of the day. */
function secondsOf(text: string): number | undefined {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** `2026-01-31 12:00:00`, or with a T, as seconds since 1970 on a clock of that time zone. */
function dateOf(text: string): number | undefined {
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at / 1000;
}

/** So nft 1.0.6 writes what a set has of a field without a type of its own, such as `ct original proto-dst`. */
const UNTYPED = / \[invalid type\]$/;

function plainNumber(text: string): number | undefined {
  const digits = text.replace(UNTYPED, '');
  return /^(\d+|0x[0-9a-f]+)$/i.test(digits) ? Number(digits) : undefined;
}

/** The bits of a field that several flags of stand in one constant. */
export const isFlags = (kind: Kind): boolean =>
  kind === 'tcp-flags' || kind === 'ct-state' || kind === 'ct-status';

function word(text: string, kind: Kind): number | bigint | string | undefined {
  if (kind === 'name') return text;
  // A type of packet that nft calls host, and iptables unicast, as both call a type of address.
  if (kind === 'text') return text === 'host' ? 'unicast' : text;
  if (kind === 'exists') return text === '0' ? 0 : text;
  if (kind === 'address') return addressNumber(text);
  if (kind === 'hour') return secondsOf(text);
  if (kind === 'date') return dateOf(text);
  // A protocol that is not in the list is none that we send.
  return plainNumber(text) ?? numberNamed(text, kind) ?? (kind === 'protocol' ? -1 : undefined);
}

/** A constant of a rule as a packet's value of that kind; undefined where it is not understood. */
export function constant(json: Json, kind: Kind): number | bigint | string | undefined {
  if (typeof json === 'boolean') return kind === 'exists' ? Number(json) : undefined;
  if (typeof json === 'number') return kind === 'name' || kind === 'text' ? String(json) : json;
  if (typeof json === 'string') return word(json, kind);
  const several = Array.isArray(json)
    ? json
    : typeof json === 'object' && json !== null && '|' in json
      ? json['|']
      : [];
  if (!isFlags(kind) || !Array.isArray(several)) return undefined;
  return several.reduce<number | undefined>((bits, each) => {
    const bit = constant(each as Json, kind);
    return bits === undefined || typeof bit !== 'number' ? undefined : bits | bit;
  }, 0);
}

/** The numbers that a prefix covers. */
export function prefixSpan(address: number | bigint, length: number): Span {
  if (typeof address === 'number') {
    const size = 2 ** (32 - length);
    const lo = Math.floor(address / size) * size;
    return { lo, hi: lo + size - 1 };
  }
  const size = 1n << BigInt(128 - length);
  const lo = (address / size) * size;
  return { lo, hi: lo + size - 1n };
}
