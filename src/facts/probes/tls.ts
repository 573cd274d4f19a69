import type { Socket } from 'node:net';
import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';
import { alertIn } from './tls-alerts.js';
import { trustOf } from './tls-trust.js';
import type { Certificate, TlsReport } from './types.js';

/** What to say in a handshake. */
export interface Handshake {
  /** The name in the handshake (SNI), or null for none; never an address. */
  readonly sni: string | null;
  /** The name or address that the certificate is held against, or null. */
  readonly name: string | null;
  /** Offer TLS 1.0 and 1.1 with every cipher too, to prove that a server knows nothing newer. */
  readonly old?: boolean;
  /** What to offer in ALPN (RFC 7301); missing for nothing. */
  readonly offers?: 'http/1.1' | 'h2';
  /** Directories where an issuer that the server does not send may lie. */
  readonly directories?: readonly string[];
}

/** A handshake that came to an end: the TLS socket where it succeeded, and a report either way. */
export interface Shaken {
  readonly socket: TLSSocket | null;
  readonly report: TlsReport;
  /** How it failed below TLS: closed, reset, silent; null where it did not. */
  readonly ended: 'closed' | 'reset' | 'silent' | null;
}

const CHAIN = 10;
const NAMES = 100;

/** A distinguished name in one line: CN=example.com, O=Example. */
const distinguished = (name: object | undefined): string =>
  Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : value}`)
    .join(', ')
    .slice(0, 512);

/** "DNS:a, IP Address:1.2.3.4" without the types. */
const namesIn = (text: string): readonly string[] =>
  text
    .slice(0, 64 * 1024)
    .split(', ', NAMES)
    .map(entry => entry.replace(/^[^:]*:/, '').replace(/^"|"$/g, ''));

function certificateOf(peer: DetailedPeerCertificate): Certificate {
  const alternative = peer.subjectaltname ?? '';
  const subject = distinguished(peer.subject);
  const issuer = distinguished(peer.issuer);
  return {
    subject,
    issuer,
    names: alternative === '' ? [] : namesIn(alternative),
    nameCount: alternative === '' ? 0 : alternative.split(', ').length,
    validFrom: Date.parse(peer.valid_from) || 0,
    validTo: Date.parse(peer.valid_to) || 0,
    fingerprint: peer.fingerprint256 ?? '',
    selfSigned: subject === issuer,
    issuerUrl: peer.infoAccess?.['CA Issuers - URI']?.[0]?.slice(0, 512) ?? null,
    // Of other keys it is the curve's size.
    ...(peer.modulus && peer.bits && peer.bits < 2048 && { shortKey: peer.bits }),
  };
}

/** The peer's certificates, leaf first, each once. */
function chainOf(socket: TLSSocket): readonly DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let peer: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (
    peer?.raw &&
    chain.length < CHAIN &&
    !chain.some(seen => seen.fingerprint256 === peer?.fingerprint256)
  ) {
    chain.push(peer);
    peer = peer.issuerCertificate;
  }
  return chain;
}

/** OpenSSL's error as node names it: ERR_SSL_WRONG_VERSION_NUMBER, from the code or from the text of an EPROTO. */
function nameOf(error: NodeJS.ErrnoException): string {
  if (error.code?.startsWith('ERR_SSL_')) return error.code;
  const reason = /SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
  if (reason === undefined) return error.code ?? 'ERR_TLS';
  return `ERR_SSL_${reason
    .trim()
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')}`;
}

/** The report of a handshake that was not completed. */
export const failedReport = (sni: string | null, error: string | null, alert: string | null): TlsReport => ({
  version: null,
  sni,
  alert,
  error,
  chain: [],
  untrusted: null,
  nameMatches: null,
  clientCertificateRequested: alert === 'certificate_required',
});

/** What is wrong with the chain, by node's code; by OpenSSL's own words where node has none for it. */
function problemOf(socket: TLSSocket): string | null {
  const problem = socket.authorizationError as unknown;
  const code = problem instanceof Error ? problem.message : ((problem as string | undefined) ?? null);
  if (code !== 'UNSPECIFIED') return code;
  // Not documented: the error that authorizationError is the code of.
  const { _handle: handle } = socket as { _handle?: { verifyError?(): Error | null } };
  return handle?.verifyError?.()?.message ?? code;
}

/** Beside addresses alone Node and Python still take the common name for a host's; curl, Go and browsers do not (RFC 9110, section 4.3.4). */
const withoutLaxName = (leaf: DetailedPeerCertificate): PeerCertificate =>
  /(?:^|, )IP Address:/.test(leaf.subjectaltname ?? '')
    ? { ...leaf, subject: {} as PeerCertificate['subject'] }
    : leaf;

async function reportOf(socket: TLSSocket, handshake: Handshake): Promise<TlsReport> {
  const { checkServerIdentity } = await import('node:tls');
  const peers = chainOf(socket);
  const leaf = peers[0];
  const chain = peers.map(certificateOf);
  const { type, size = 0 } = (socket.getEphemeralKeyInfo() ?? {}) as { type?: string; size?: number };
  const trust = await trustOf(peers, problemOf(socket), handshake.directories ?? []);
  return {
    ...failedReport(handshake.sni, null, null),
    version: socket.getProtocol(),
    chain,
    ...(type === 'DH' && size < 2048 && { shortParameters: size }),
    nameMatches:
      handshake.name === null || leaf === undefined
        ? null
        : checkServerIdentity(handshake.name, withoutLaxName(leaf)) === undefined,
    ...trust,
  };
}

const ended = (error: NodeJS.ErrnoException): Shaken['ended'] => {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') return null;
  return /disconnected before secure/.test(error.message) ? 'closed' : 'reset';
};

/**
 * Shakes hands on a connected socket and reports instead of throwing, until `until` (performance.now()). Nothing is
 * verified away: an untrusted certificate is reported and the socket still given. It offers what curl and browsers do,
 * who leave out ARIA and CCM, which Node takes by itself.
 */
export async function shakeHands(socket: Socket, handshake: Handshake, until: number): Promise<Shaken> {
  const { connect, DEFAULT_CIPHERS } = await import('node:tls');
  return new Promise(resolve => {
    const fail = (how: Shaken['ended'], error: string | null, alert: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ socket: null, ended: how, report: failedReport(handshake.sni, error, alert) });
    };
    const timer = setTimeout(() => fail('silent', null, null), Math.max(0, until - performance.now()));
    const secure = connect({
      socket,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(handshake.sni !== null && { servername: handshake.sni }),
      ...(handshake.offers && { ALPNProtocols: [handshake.offers] }),
      ciphers: `${DEFAULT_CIPHERS}:!ARIA:!AESCCM`,
      ...(handshake.old && { minVersion: 'TLSv1' as const, ciphers: 'ALL:@SECLEVEL=0' }),
    });
    secure.on('error', (error: NodeJS.ErrnoException) => {
      const how = ended(error);
      fail(how, how === null ? nameOf(error) : null, alertIn(error.message));
    });
    secure.once('secureConnect', () => {
      clearTimeout(timer);
      reportOf(secure, handshake).then(
        report => resolve({ socket: secure, ended: null, report }),
        (error: unknown) => fail(null, String(error), null),
      );
    });
  });
}
