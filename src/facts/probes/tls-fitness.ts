import type { X509Certificate } from 'node:crypto';

/**
 * id-kp-serverAuth (RFC 5280, section 4.2.1.12), and what came before it from Microsoft and Netscape. OpenSSL does not count
 * anyExtendedKeyUsage (check_purpose_ssl_server() of its crypto/x509/v3_purp.c).
 */
const FOR_SERVERS = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.4.1.311.10.3.3', '2.16.840.1.113730.4.1'];

/** The object identifiers of signatures by MD5 and SHA-1, of RSA and ECDSA, in DER (RFC 8017, RFC 5758). */
const weakDigests = ['2a864886f70d010104', '2a864886f70d010105', '2a8648ce3d0401'].map(each => {
  const identifier = Buffer.from(each, 'hex');
  return Buffer.concat([Buffer.of(0x06, identifier.length), identifier]);
});

const isForServers = ({ keyUsage }: X509Certificate): boolean =>
  // By this name Node gives the extended usages; undefined where the certificate has none.
  (keyUsage as readonly string[] | undefined)?.some(usage => FOR_SERVERS.includes(usage)) ?? true;

const isWeak = ({ raw }: X509Certificate): boolean => weakDigests.some(each => raw.includes(each));

/**
 * What OpenSSL has against certificates that lead to a trusted authority, the last of them, in its own words; null where it
 * takes them. That authority itself is believed as it is (crypto/x509/x509_vfy.c: check_extensions, check_auth_level).
 */
export function faultOf(way: readonly X509Certificate[], now: number): string | null {
  const anchor = way.at(-1);
  const below = way.filter(each => each.fingerprint256 !== anchor?.fingerprint256);
  if (!way.every(isForServers)) return 'INVALID_PURPOSE';
  if (below.slice(1).some(({ ca }) => !ca)) return 'INVALID_CA';
  if (below.some(isWeak)) return 'CA signature digest algorithm too weak';
  if (way.some(({ validTo }) => Date.parse(validTo) < now)) return 'CERT_HAS_EXPIRED';
  return way.some(({ validFrom }) => Date.parse(validFrom) > now) ? 'CERT_NOT_YET_VALID' : null;
}
