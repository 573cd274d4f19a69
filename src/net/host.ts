import { domainToASCII } from 'node:url';
import { canonicalAddress } from './address.js';

/** Every label has 1 to 63 octets, and all together 253 (RFC 1035, 2.3.4); one dot may end the name. */
function fitsInDns(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
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
  return ascii !== '' && fitsInDns(ascii) ? ascii : undefined;
}
