import { formatAddress, parseAddress } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { isLittleEndian } from '../../system/os.js';
import type { InterfaceAddress } from './types.js';
import { addressFlags, scopeOf } from './words.js';

/** An address and the name of its interface. */
export interface RowAddress {
  readonly name: string;
  readonly address: InterfaceAddress;
}

/** The kernel writes IPv6 scopes into this file by numbers of its own (IPV6_ADDR_…, net/ipv6.h). */
const INET6_SCOPE: Readonly<Record<number, number>> = { 0: 0, 16: 254, 32: 253, 64: 200 };

/** The rows of /proc/net/if_inet6: address, index, prefix length, scope, flags (hexadecimal) and name. */
export function parseInet6(text: string): RowAddress[] {
  return text.split('\n').flatMap(row => {
    const match = /^([\da-f]{32}) +[\da-f]+ +([\da-f]+) +([\da-f]+) +([\da-f]+) +(\S+)$/i.exec(row.trim());
    if (!match) return [];
    const [prefix, scope, flags] = match.slice(2, 5).map(field => Number.parseInt(field, 16));
    return [
      {
        name: match[5]!,
        address: {
          family: 6,
          address: formatAddress({ family: 6, bytes: [...Buffer.from(match[1]!, 'hex')] }),
          prefix: prefix!,
          scope: scopeOf(INET6_SCOPE[scope! & 0xf0] ?? 0),
          // The file has eight bits of the flags, which hold all that tell of an address's health.
          flags: addressFlags(flags!, 6),
          peer: null,
          broadcast: null,
          label: null,
          validSeconds: null,
          preferredSeconds: null,
        },
      },
    ];
  });
}

const toNumber = (address: string): number =>
  (parseAddress(address)?.bytes ?? []).reduce((sum, byte) => sum * 256 + byte, 0);

/** The networks in /proc/net/route that are reached without a gateway: interface, network, mask (in host byte order). */
function connectedNetworks(text: string) {
  const word = (hex: string): number => {
    const bytes = Buffer.from(hex, 'hex');
    return bytes.length !== 4 ? Number.NaN : isLittleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE();
  };
  return text
    .split('\n')
    .slice(1)
    .map(row => row.trim().split(/\s+/))
    .filter(fields => fields.length >= 8 && fields[2] === '00000000' && fields[7] !== '00000000')
    .map(fields => ({ name: fields[0]!, network: word(fields[1]!), mask: word(fields[7]!) }))
    .filter(({ network, mask }) => Number.isInteger(network) && Number.isInteger(mask))
    .sort((one, two) => two.mask - one.mask);
}

const bitsIn = (mask: number): number => mask.toString(2).replaceAll('0', '').length;

/**
 * This machine's IPv4 addresses from /proc/net/fib_trie (leaves marked `/32 host LOCAL`), each with the interface and
 * prefix length of the connected network in /proc/net/route that it is in; those in none are left out.
 */
export function parseLocalTrie(
  trie: string,
  routes: string,
): { name: string; address: string; prefix: number }[] {
  const networks = connectedNetworks(routes);
  const found = new Set<string>();
  let leaf = '';
  for (const line of trie.split('\n')) {
    leaf = /\|-- (\d+(?:\.\d+){3})$/.exec(line)?.[1] ?? leaf;
    if (/^\s*\/32 host LOCAL$/.test(line) && leaf) found.add(leaf);
  }
  return [...found].flatMap(address => {
    // The network of loopback addresses is in the table `local`, which the file does not show.
    if (isLoopback(address)) return [{ name: 'lo', address, prefix: 8 }];
    const number = toNumber(address);
    const home = networks.find(({ network, mask }) => (number & mask) >>> 0 === network);
    return home ? [{ name: home.name, address, prefix: bitsIn(home.mask) }] : [];
  });
}
