import { formatAddress } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';

/**
 * The local IPv4 addresses in the text of /proc/PID/net/fib_trie (net/ipv4/fib_trie.c): each stands on a line of its
 * own, `|-- 10.0.0.1`, before the line `/32 host LOCAL`.
 */
export function parseFibTrie(text: string): string[] {
  const found = new Set<string>();
  let last = '';
  for (const line of text.split('\n')) {
    const address = /\|-- (\d+\.\d+\.\d+\.\d+)/.exec(line)?.[1];
    if (address) last = address;
    else if (last && line.includes('/32 host LOCAL') && !isLoopback(last)) found.add(last);
  }
  return [...found];
}

/** The addresses in the text of /proc/PID/net/if_inet6: 32 hexadecimal digits at the start of each line. */
export const parseIfInet6 = (text: string): string[] =>
  text
    .split('\n')
    .filter(line => /^[\da-f]{32}\s/i.test(line))
    .map(line => formatAddress({ family: 6, bytes: [...Buffer.from(line.slice(0, 32), 'hex')] }))
    .filter(address => !isLoopback(address));
