import { domainToASCII } from 'node:url';
import { canonicalAddress } from './address.js';

/** A name as hosts files, certificates and handshakes have it: without the dot that ends the search for names. */
export const withoutEndDot = (name: string): string => name.replace(/\.$/, '');

/** Every label has 1 to 63 octets, and all together 253 (RFC 1035, 2.3.4); one dot may end the name. */
function fitsInDns(name: string): boolean {
  const labels = withoutEndDot(name).split('.');
  return name.length <= 254 && labels.every(label => label.length >= 1 && label.length <= 63);
}

/**
 * The host in the form that resolvers take: an address in canonical text, or a name in lower case with its
 * international labels in Punycode (UTS 46). Undefined where it can be neither.
 */
export function parseHost(text: string): string | undefined {
  const address = canonicalAddress(text);
  if (address !== undefined) return address;
  // Characters that domainToASCII would drop or take for the end of the host.
  if (!/^[^\s\x00-\x2c/:;<=>?@[\\\]^`{|}\x7f]+$/.test(text)) return undefined;
  // 80.5 and 127.1 are addresses to inet_aton(3) and slips of the finger to people.
  if (/^[\d.]+$/.test(text)) return undefined;
  const ascii = domainToASCII(text);
  // 0x50 and １２３ become addresses to browsers, and are slips too.
  return ascii !== '' && fitsInDns(ascii) && canonicalAddress(ascii) === undefined ? ascii : undefined;
}

/** What may be meant by a host that is none; undefined where nothing is likelier than the rest. */
export function hostHint(text: string, port: string | undefined): string | undefined {
  // Of two ports that are mapped (docker -p 8080:80) the first is this machine's.
  if (/^\d{1,5}$/.test(text) && port) return `Try ${Number(text) ? `${text} or ` : ''}localhost:${port}`;
  if (/^\d[\d.]*$/.test(text)) return 'An IPv4 address is four numbers from 0 to 255: 192.168.1.10';
  return undefined;
}

/** Debian's and Red Hat's names for ::1 alone. */
export const isNamedForIpv6 = (name: string): boolean =>
  /^(?:ip6-(?:localhost|loopback)|localhost6)(?:\.|$)/i.test(name);

/** localhost, and every name under it: this very machine, and no name server's business (RFC 6761, 6.3). */
export const isLocalhostName = (name: string): boolean => /(^|\.)localhost\.?$/i.test(name);

/** A name for this very machine, by one family or both. */
export const isOwnName = (name: string): boolean => isLocalhostName(name) || isNamedForIpv6(name);
