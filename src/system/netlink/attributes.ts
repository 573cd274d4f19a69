import { align, uint16At, uint32At } from './message.js';

/** Attributes by type: the value of each, in the order sent (a type may repeat). */
export type Attributes = ReadonlyMap<number, Buffer>;

const HEADER = 4;
/** NLA_F_NESTED and NLA_F_NET_BYTEORDER are flags in the type's two highest bits. */
const TYPE = 0x3fff;

/** One attribute: length, type, value, padding (struct nlattr). */
export function encodeAttribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(align(HEADER + value.length));
  bytes.writeUInt16LE(HEADER + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  value.copy(bytes, HEADER);
  return bytes;
}

/** A 32-bit number as an attribute. */
export function encodeNumber(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return encodeAttribute(type, bytes);
}

/** Every attribute from `offset` on, as type and value; a senseless length ends the list. */
export function listAttributes(bytes: Buffer, offset = 0): [type: number, value: Buffer][] {
  const attributes: [number, Buffer][] = [];
  let at = offset;
  while (at + HEADER <= bytes.length) {
    const length = uint16At(bytes, at);
    if (length < HEADER || at + length > bytes.length) break;
    attributes.push([uint16At(bytes, at + 2) & TYPE, bytes.subarray(at + HEADER, at + length)]);
    at += align(length);
  }
  return attributes;
}

/** The attributes from `offset` on by type; of a type that repeats, the last. */
export const decodeAttributes = (bytes: Buffer, offset = 0): Attributes =>
  new Map(listAttributes(bytes, offset));

/** An unsigned number of 1, 2, 4 or 8 bytes, or undefined where the attribute is missing or of another length. */
export function numberIn(attributes: Attributes, type: number): number | undefined {
  const value = attributes.get(type);
  if (value?.length === 4) return uint32At(value, 0);
  if (value?.length === 8) return Number(value.readBigUInt64LE());
  if (value?.length === 1 || value?.length === 2) return value.readUIntLE(0, value.length);
  return undefined;
}

/** Text up to its NUL, or undefined where the attribute is missing. */
export function textIn(attributes: Attributes, type: number): string | undefined {
  const value = attributes.get(type);
  if (!value) return undefined;
  const end = value.indexOf(0);
  return value.toString('utf8', 0, end < 0 ? value.length : end);
}
