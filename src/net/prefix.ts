import { type Address, parseAddress, unmapped } from './address.js';

/** A network: an address and how many of its leading bits count. */
export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** Reads `10.0.0.0/8` or a lone address (which counts whole); undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return undefined;
  const bits = address.bytes.length * 8;
  if (slash < 0) return { address, length: bits };
  const length = text.slice(slash + 1);
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? { address, length: Number(length) } : undefined;
}

/** 255.255.0.0 as a prefix length. */
export const maskLength = (mask: string): number =>
  mask.split('.').reduce((bits, octet) => bits + (Number(octet).toString(2).match(/1/g)?.length ?? 0), 0);

function covers(prefix: Prefix, address: Address): boolean {
  if (prefix.address.family !== address.family) return false;
  return address.bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix.length - 8 * index));
    const mask = (0xff00 >> bits) & 0xff;
    return (byte & mask) === (prefix.address.bytes[index]! & mask);
  });
}

/** The address lies in the network (CIDR text); false where either is no such thing or of the other family. */
export function inPrefix(address: string, prefix: string): boolean {
  const network = parsePrefix(prefix);
  const parsed = parseAddress(address);
  return network !== undefined && parsed !== undefined && covers(network, parsed);
}

/** Whether an address, mapped or not, lies in one of these networks; they are read at the first use. */
export function within(...networks: readonly string[]): (address: string) => boolean {
  let read: readonly Prefix[] | undefined;
  return text => {
    read ??= networks.flatMap(network => parsePrefix(network) ?? []);
    const address = parseAddress(unmapped(text));
    return address !== undefined && read.some(network => covers(network, address));
  };
}

/** 127.0.0.0/8 and ::1, mapped or not: reaches this machine (or this network namespace) only. */
export const isLoopback = within('127.0.0.0/8', '::1');

/** A host that is written as loopback: an address of it, or the one name that all programs know for that. */
export const saysLoopback = (host: string): boolean => host === 'localhost' || isLoopback(host);

/** The loopback addresses that localhost stands for. */
export const isLocalhost = (address: string): boolean => address === '127.0.0.1' || address === '::1';

/** 0.0.0.0 and ::, which a server listens on to mean every address. */
export const isWildcard = within('0.0.0.0', '::');

/** 169.254.0.0/16 (RFC 3927) and fe80::/10: of one link only. */
export const isLinkLocal = within('169.254.0.0/16', 'fe80::/10');

/**
 * RFC 1918, shared (RFC 6598), unique local (RFC 4193) and benchmarks' (RFC 2544) addresses: not routed on the Internet.
 * Of the last, proxies that take all traffic hand names a false one each.
 */
export const isPrivate = within(
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '198.18.0.0/15',
  'fc00::/7',
);

/** 224.0.0.0/4 and ff00::/8. */
export const isMulticast = within('224.0.0.0/4', 'ff00::/8');

/** Whoever is on the same network (RFC 919). */
export const isLimitedBroadcast = within('255.255.255.255/32');
