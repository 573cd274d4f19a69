import { type Address, formatAddress, parseAddress } from './address.js';

/** An address as a number, to count from. */
export const toNumber = ({ bytes }: Address): bigint =>
  bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** The address that a number stands for. */
export function fromNumber(family: 4 | 6, value: bigint): Address {
  const length = family === 4 ? 4 : 16;
  const bytes = Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn),
  );
  return { family, bytes };
}

/** First and last address of the network that an address with this prefix length is on. */
export function rangeOf(address: Address, prefix: number): { first: bigint; last: bigint } {
  const value = toNumber(address);
  const host = (1n << BigInt(Math.max(0, address.bytes.length * 8 - prefix))) - 1n;
  return { first: value & ~host, last: value | host };
}

/** The network of an address in CIDR form: 10.77.0.1 and 24 give 10.77.0.0/24. Undefined for what is no address. */
export function networkOf(address: string, prefix: number): string | undefined {
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  return `${formatAddress(fromNumber(parsed.family, rangeOf(parsed, prefix).first))}/${prefix}`;
}

/** Where everybody on the network of an address is sent to; undefined for IPv6, and for the smallest networks (RFC 3021). */
export function broadcastOf(address: string, prefix: number): string | undefined {
  const parsed = parseAddress(address);
  if (parsed?.family !== 4 || prefix >= 31) return undefined;
  return formatAddress(fromNumber(4, rangeOf(parsed, prefix).last));
}
