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

/**
 * True where the text of /proc/PID/net/fib_trie shows that policy rules may decide: it has tables beside main and local, or
 * these two are apart, which the first rule of one's own makes them (fib_unmerge in net/ipv4/fib_frontend.c).
 */
export function goesByRules(trie: string): boolean {
  const local = trie.search(/^Local:/m);
  return /^Id (?!25[45]:)\d+:/m.test(trie) || (local >= 0 && trie.indexOf(' LOCAL') > local);
}
