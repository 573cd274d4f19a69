/** An IP address as its octets: 4 or 16. */
export interface Address {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

function bytesOfV4(text: string): number[] | undefined {
  const bytes = text.split('.').map(Number);
  // Written back it must be the same: a leading zero means octal to inet_aton(3), so such a text has two meanings.
  const valid = bytes.length === 4 && bytes.every(byte => byte >= 0 && byte <= 255);
  return valid && bytes.join('.') === text ? bytes : undefined;
}

/** The octets of one side of `::`, or of a whole IPv6 address; a dotted IPv4 tail counts as two groups. */
function bytesOfGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const tail = bytesOfV4(part);
      if (!tail) return undefined;
      bytes.push(...tail);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16);
      bytes.push(group >> 8, group & 0xff);
    } else return undefined;
  }
  return bytes;
}

function bytesOfV6(text: string): number[] | undefined {
  const sides = text.split('::');
  if (sides.length > 2 || (sides.length === 2 && sides[0]!.includes('.'))) return undefined;
  const head = bytesOfGroups(sides[0]!);
  const tail = bytesOfGroups(sides[1] ?? '');
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (sides.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

const ZONE = /^%[\w.@:-]{1,15}$/;

/** What was read already: a machine's few addresses are held against every network, route and rule. */
const read = new Map<string, Address | undefined>();
/** More texts than these are not kept. */
const MOST_READ = 4096;

/** Reads an IPv4 or IPv6 address; the zone of an IPv6 one (%eth0) is left out. Undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 64) return undefined;
  const before = read.get(text);
  if (before !== undefined || read.has(text)) return before;
  if (read.size >= MOST_READ) read.clear();
  const address = addressIn(text);
  read.set(text, address);
  return address;
}

function addressIn(text: string): Address | undefined {
  const percent = text.indexOf('%');
  const bare = percent < 0 ? text : text.slice(0, percent);
  const family = bare.includes(':') ? 6 : 4;
  if (percent >= 0 && (family === 4 || !ZONE.test(text.slice(percent)))) return undefined;
  const bytes = family === 6 ? bytesOfV6(bare) : bytesOfV4(bare);
  return bytes && { family, bytes };
}

/** The longest run of zero groups, if longer than one: it is what `::` stands for (RFC 5952, 4.2). */
function longestZeros(groups: readonly number[]): { at: number; length: number } | undefined {
  let best: { at: number; length: number } | undefined;
  for (let at = 0; at < groups.length; at++) {
    let end = at;
    while (groups[end] === 0) end++;
    if (end - at > Math.max(1, best?.length ?? 0)) best = { at, length: end - at };
  }
  return best;
}

const isMapped = (bytes: readonly number[]): boolean =>
  bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff));

/** The canonical text of an address (RFC 5952); an IPv4-mapped one with its tail in dots, as inet_ntop(3) writes it. */
export function formatAddress({ family, bytes }: Address): string {
  if (family === 4) return bytes.join('.');
  if (isMapped(bytes)) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[2 * index]! << 8) | bytes[2 * index + 1]!);
  const hex = groups.map(group => group.toString(16));
  const zeros = longestZeros(groups);
  if (!zeros) return hex.join(':');
  return `${hex.slice(0, zeros.at).join(':')}::${hex.slice(zeros.at + zeros.length).join(':')}`;
}

/** An address in canonical text, with its zone where it has one; undefined for what is no address. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  const zone = text.indexOf('%');
  return address && formatAddress(address) + (zone < 0 ? '' : text.slice(zone));
}

/** The IPv4 address inside an IPv4-mapped one (::ffff:0:0/96); others as they are. */
export function unmapped(text: string): string {
  const bytes = text.includes(':') ? parseAddress(text)?.bytes : undefined;
  return bytes && isMapped(bytes) ? bytes.slice(12).join('.') : text;
}

/** 4 or 6, or undefined where the text is no address. */
export const familyOf = (text: string): 4 | 6 | undefined => parseAddress(text)?.family;

/** A host as it stands in a URL and before a port: an IPv6 address in brackets (RFC 3986, 3.2.2), others as they are. */
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** `host:port` as URLs, ss and most options write it: 0.0.0.0:80, [::]:80. */
export const formatEndpoint = (host: string, port: number | string): string => `${bracketed(host)}:${port}`;

/** What a server listens on to mean every address of a family. */
export const wildcardOf = (family: 4 | 6): string => (family === 6 ? '::' : '0.0.0.0');

/** Where a machine has itself in a family. */
export const loopbackOf = (family: 4 | 6): string => (family === 6 ? '::1' : '127.0.0.1');

/** Whoever connects to the wildcard reaches loopback (ip_route_output_key_hash_rcu in net/ipv4/route.c, tcp_v6_connect). */
export const reachedAt = (address: string): string =>
  address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
