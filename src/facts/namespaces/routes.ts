import { formatAddress } from '../../net/address.js';
import type { Namespace } from './types.js';

type Way = NonNullable<Namespace['routes']>[number];

/** Written for the device of a route that refuses (unreachable, prohibit, blackhole); only the first two are flagged as such. */
const NONE = '*';
/** Nobody there takes packets for others: a route into it throws them away, too. */
const LOOPBACK = 'lo';

/** Whether a route by this device leads nowhere. */
export const isRefusing = (device: string): boolean => device === NONE || device === LOOPBACK;

/** RTF_GATEWAY: the packets are handed to a router. */
const GATEWAY = 0x2;

/** A number of /proc/PID/net/route, whose bytes are those of the address in the order of the host (little-endian here). */
const bytesOf = (hexadecimal: string): readonly number[] => [...Buffer.from(hexadecimal, 'hex').reverse()];

const ones = (bytes: readonly number[]): number =>
  bytes.reduce((count, byte) => count + byte.toString(2).replaceAll('0', '').length, 0);

/** The routes in the text of /proc/PID/net/route (fib_route_seq_show in net/ipv4/fib_trie.c); lines that are none are left out. */
export const parseRoutes = (text: string): readonly Way[] =>
  text.split('\n').flatMap((line): readonly Way[] => {
    const [device = '', destination = '', gateway = '', flags = '', , , , mask = ''] = line.split('\t');
    if (!/^[\dA-F]{8}$/.test(destination) || !/^[\dA-F]{8}$/.test(mask)) return [];
    const prefix = `${bytesOf(destination).join('.')}/${ones(bytesOf(mask))}`;
    if (isRefusing(device)) return [{ prefix, device: null }];
    const flag = Number.parseInt(flags, 16);
    const router = flag & GATEWAY ? { gateway: bytesOf(gateway).join('.') } : {};
    return [{ prefix, device, ...router }];
  });

/** RTF_REJECT, RTF_ANYCAST and RTF_LOCAL of include/uapi/linux/route.h and ipv6_route.h: no way to anybody else. */
const NO_WAY = 0x80100200;

/**
 * The routes in the text of /proc/PID/net/ipv6_route (rt6_info_route in net/ipv6/route.c). It has those of every table, so
 * one that refuses is left out, for what it stands before cannot be told.
 */
export const parseRoutes6 = (text: string): readonly Way[] =>
  text.split('\n').flatMap((line): readonly Way[] => {
    const [to = '', length = '', , , via = '', , , , flags = '', device = ''] = line.trim().split(/ +/);
    const flag = Number.parseInt(flags, 16);
    const isOne = /^[\da-f]{32}$/.test(to) && !to.startsWith('ff') && !isRefusing(device);
    if (!isOne || (flag & NO_WAY) !== 0) return [];
    const written = (hexadecimal: string): string =>
      formatAddress({ family: 6, bytes: [...Buffer.from(hexadecimal, 'hex')] });
    const router = flag & GATEWAY ? { gateway: written(via) } : {};
    return [{ prefix: `${written(to)}/${Number.parseInt(length, 16)}`, device, ...router }];
  });

/**
 * True where the text of /proc/PID/net/fib_trie shows that policy rules may decide: it has tables beside main and local, or
 * these two are apart, which the first rule of one's own makes them (fib_unmerge in net/ipv4/fib_frontend.c).
 */
export function goesByRules(trie: string): boolean {
  const local = trie.search(/^Local:/m);
  return /^Id (?!25[45]:)\d+:/m.test(trie) || (local >= 0 && trie.indexOf(' LOCAL') > local);
}
