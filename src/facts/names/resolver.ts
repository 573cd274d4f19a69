import { parseAddress } from '../../net/address.js';

/** resolv.conf(5), as far as lookups go. */
export interface ResolverConfiguration {
  /** At most three, which is all that the C library asks; in the order in which it asks them. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly dots: number;
  /** How long it waits for a server, all attempts together, milliseconds. */
  readonly patience: number;
  /** It asks by TCP alone. */
  readonly byTcp: boolean;
  /** Each program begins with another server. */
  readonly rotates: boolean;
  /** It asks for no IPv6 addresses. */
  readonly withoutIpv6: boolean;
}

/** MAXNS of <resolv.h>. */
const MOST_SERVERS = 3;
const MOST_DOMAINS = 16;
const SEARCH_LINE = /^\s*(?:search|domain)\b[:=]?(.*)/i;

/** The number that an option has (`ndots:2`), at most `most`; the last one counts. */
const numberOf = (options: readonly string[], name: string, most: number): number | undefined => {
  const found = options.findLast(option => option.startsWith(`${name}:`) && /:\d/.test(option));
  return found === undefined ? undefined : Math.min(most, Number.parseInt(found.slice(name.length + 1), 10));
};

/**
 * A line as the C library takes it apart (res_init.c): the keyword stands at its very start, a comment takes a whole
 * line, and a carriage return belongs to the word before it.
 */
const wordsOf = (line: string): string[] =>
  /^[#;\s]/.test(line) ? [] : line.split(/[ \t]+/).filter(word => word !== '' && word !== '\r');

/** Reads resolv.conf. The last `search` or `domain` line counts; lines that cannot be read are passed over. */
export function parseResolver(text: string): ResolverConfiguration {
  const servers: string[] = [];
  let search: string[] = [];
  const options: string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, ...values] = wordsOf(line);
    if (keyword === 'nameserver' && parseAddress(values[0] ?? '')) servers.push(values[0]!);
    if (keyword === 'search' || keyword === 'domain') search = values;
    if (keyword === 'options') options.push(...values);
  }
  const has = (name: RegExp): boolean => options.some(option => name.test(option.replace(/\r$/, '')));
  return {
    servers: [...new Set(servers.slice(0, MOST_SERVERS))],
    search: search
      .map(domain => domain.replace(/^\.|\.$/g, ''))
      .filter(domain => domain !== '' && !domain.includes('\r'))
      .slice(0, MOST_DOMAINS),
    dots: numberOf(options, 'ndots', 15) ?? 1,
    // It waits a second at least (send_dg() of res_send.c).
    patience:
      1000 * Math.max(1, numberOf(options, 'timeout', 30) ?? 5) * (numberOf(options, 'attempts', 5) ?? 2),
    byTcp: has(/^use-?vc$/),
    rotates: has(/^rotate$/),
    withoutIpv6: has(/^no-aaaa$/),
  };
}

/** Says whether a line of resolv.conf has search domains, or was meant to. */
export const isSearchLine = (line: string): boolean => SEARCH_LINE.test(line);

/** The search domains that lines of resolv.conf were meant to give, whether the C library reads them there or not. */
export const meantDomains = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .flatMap(line => SEARCH_LINE.exec(line)?.[1]?.split(/[\s,;"']+/) ?? [])
      .map(domain => domain.replace(/^\.|\.$/g, ''))
      .filter(domain => /^[\w-]+(\.[\w-]+)*$/.test(domain)),
  ),
];

/** An address as people write it for a name server: in brackets, with port 53 or the network's length. */
const meantAddress = (word: string): string | undefined => {
  const address = word.replace(/^\[(.*)\](:53)?$/, '$1');
  return [address, address.replace(/(:53|\/\d+)$/, '')].find(each => parseAddress(each));
};

/**
 * What was meant by a nameserver line that the C library passes over, or reads the first address of: a line for each.
 * Undefined where that cannot be told.
 */
export function mendedServerLine(text: string): string | undefined {
  const words = /^nameservers?[\s=:]+([^#;]+)/i.exec(text.trim())?.[1]?.split(/[\s,]+/) ?? [];
  const addresses = words.filter(word => word !== '').map(meantAddress);
  return addresses.length > 0 && addresses.every(each => each !== undefined)
    ? addresses.map(each => `nameserver ${each}`).join('\n')
    : undefined;
}

/** The line names a server that the C library does not read in it, and it can be told which. */
export const losesServers = (text: string): boolean =>
  parseResolver(mendedServerLine(text) ?? '').servers.length > parseResolver(text).servers.length;

const HOSTS_LINE = /^\s*hosts\s*:([^#]*)/;

/** Says whether a line of nsswitch.conf is the one about hosts. */
export const isHostsLine = (line: string): boolean => HOSTS_LINE.test(line);

/** Says whether a line of resolv.conf has options. */
export const isOptionsLine = (line: string): boolean => /^options\s/.test(line);

/** Says whether a line of resolv.conf names a server, or was meant to. */
export const isServerLine = (line: string): boolean => /^nameservers?\b/i.test(line.trimStart());

/** Says whether the C library reads a server from this line. */
export const givesServer = (line: string): boolean => parseResolver(line).servers.length > 0;

/** What the C library does where nsswitch.conf has no hosts line: glibc (nss_database.c) and musl, which reads none. */
const DEFAULT_ORDER = ['files', 'dns'];

/** The words of nsswitch.conf's hosts line, actions in brackets as one word: ['files', '[NOTFOUND=return]', 'dns']. */
export function parseLookupOrder(text: string): readonly string[] {
  for (const line of text.split('\n')) {
    const found = HOSTS_LINE.exec(line);
    if (found) return found[1]!.match(/\[[^[\]]*\]|[^\s[\]]+/g)?.slice(0, 32) ?? [];
  }
  return DEFAULT_ORDER;
}

/** The names that are tried for `name`, in order (resolv.conf(5), search and ndots). */
export function candidatesFor(
  name: string,
  { search, dots }: Pick<ResolverConfiguration, 'search' | 'dots'>,
): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const inDomains = search.map(domain => `${name}.${domain}`);
  const asTyped = name.split('.').length - 1 >= dots;
  return [...new Set(asTyped ? [name, ...inDomains] : [...inDomains, name])];
}
