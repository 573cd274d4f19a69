import type { Conversation, HttpAnswer, Probe } from '../../facts/probes/types.js';
import { noHandshake } from '../../facts/upstreams/failure.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { canonicalAddress, familyOf } from '../../net/address.js';
import { advice } from '../talk.js';
import type { ProxyWords } from './proxy-words.js';

/**
 * HAProxy holds the certificate of a server with `ssl` against its ca-file, unless it says `verify none`
 * (docs.haproxy.org, "ssl-server-verify"): it then has no answer from one that answers everybody else.
 */
export function verified(proxy: string, upstreams: Passing['upstreams']): ProxyWords | undefined {
  const isWell = ({ probes, upstream }: (typeof upstreams)[number]) =>
    upstream.verifies === 'ca-file' &&
    probes.some(
      ({ conversations: [first] }) => first?.tls?.version != null && (first.http?.status ?? 500) < 500,
    );
  const [first] = upstreams;
  if (!/^haproxy/i.test(proxy) || !first || !upstreams.every(isWell)) return undefined;
  const authorities = /\bca-file\s+(\S+)/.exec(first.upstream.text)?.[1];
  return {
    says: `the application answers in TLS whoever asks it, and HAProxy takes its certificate only if it is by ${authorities ? `an authority in ${authorities}` : 'an authority in its ca-file'} (and for the name in verifyhost)`,
    fixes: [
      advice(
        "Let HAProxy take the application's certificate",
        'On its server line: ca-file with the certificate of the authority that has signed it (and verifyhost NAME, sni str(NAME) for the name that it is for), or verify none for one of this machine itself; then reload it.',
        true,
      ),
    ],
  };
}

/** Unless it is told otherwise, Caddy takes no certificate of an application that the system does not trust (caddyserver.com/docs/caddyfile/directives/reverse_proxy). */
export function distrusted(proxy: string, upstreams: Passing['upstreams']): ProxyWords | undefined {
  const heard = /^caddy/i.test(proxy)
    ? upstreams.flatMap(({ probes }) => probes.flatMap(({ conversations }) => conversations.slice(0, 1)))
    : [];
  // Whoever is failed without its proxy too is not failed by that.
  const found = heard.find(
    ({ tls, http }) =>
      tls !== null &&
      tls.version !== null &&
      tls.untrusted !== null &&
      !tls.trustedBySystem &&
      (http?.status ?? 500) < 500,
  );
  if (!found) return heard.length > 0 ? byOtherName(upstreams) : undefined;
  return {
    says: `the certificate of the application is not trusted here (${found.tls?.untrusted}), which Caddy minds unless it is told not to`,
    fixes: [
      advice(
        "Let Caddy take the application's certificate",
        'In the block of its reverse_proxy: transport http { tls_trust_pool file CA.pem } (tls_trusted_ca_certs before 2.8), or tls_insecure_skip_verify for one of this machine itself; or http:// if the application speaks that too. Then: caddy reload',
        true,
      ),
    ],
  };
}

/** What an upstream answered first, at whichever of its addresses. */
const firstHeard = (probes: readonly Probe[]): Conversation | undefined =>
  probes.flatMap(({ conversations }) => conversations.slice(0, 1))[0];

/** The names of an upstream's certificate, and the host by which its proxy asks: an address of this machine's, most often. */
function misnamed(
  upstreams: Passing['upstreams'],
): { readonly host: string; readonly name: string; readonly says: string } | undefined {
  for (const { upstream, probes } of upstreams) {
    const first = firstHeard(probes);
    const leaf = (first?.http?.status ?? 500) < 500 ? first?.tls?.chain[0] : undefined;
    const host = upstream.host ?? '';
    const [name] = leaf?.names ?? [];
    if (!leaf || !name || !(familyOf(host) || host === 'localhost')) continue;
    if (leaf.names.some(each => (canonicalAddress(each) ?? each) === (canonicalAddress(host) ?? host)))
      continue;
    const says = `the certificate of the application is for ${leaf.names.slice(0, 3).join(', ')} and not for ${host}`;
    return { host, name, says };
  }
  return undefined;
}

/** Caddy holds the certificate against the host that its reverse_proxy names. */
function byOtherName(upstreams: Passing['upstreams']): ProxyWords | undefined {
  const found = misnamed(upstreams);
  return (
    found && {
      says: `${found.says}, which Caddy minds unless it is told not to`,
      fixes: [
        advice(
          'Tell Caddy which name the application has',
          `In the block of its reverse_proxy: transport http { tls_server_name ${found.name} }; or http:// if the application speaks that too. Then: caddy reload`,
          true,
        ),
      ],
    }
  );
}

/** Apache asks no authority, but minds a date that is past and another name than that of its ProxyPass (mod_ssl, SSLProxyCheckPeerName). */
export function handshakeOf(
  proxy: string,
  answer: HttpAnswer,
  upstreams: Passing['upstreams'],
  now: number,
): ProxyWords | undefined {
  if (!noHandshake(proxy, answer)) return undefined;
  const expired = upstreams.some(({ probes }) => {
    const { validTo = 0 } = firstHeard(probes)?.tls?.chain[0] ?? {};
    return validTo > 0 && validTo < now;
  });
  const named = misnamed(upstreams);
  const says = expired ? 'the certificate of the application has expired' : named?.says;
  return {
    says: says
      ? `${says}, which Apache minds unless it is told not to`
      : 'its TLS handshake with the application fails, as where the certificate there is for another name or has expired',
    fixes: [
      advice(
        expired
          ? 'Renew the certificate of the application, or let Apache take it'
          : 'Let Apache take the certificate of the application',
        'For another name: SSLProxyCheckPeerName off, or that name in ProxyPass; expired: SSLProxyCheckPeerExpire off; of an authority that SSLProxyVerify asks for: SSLProxyCACertificateFile FILE. Beside SSLProxyEngine on, then apachectl graceful. LogLevel ssl:info makes its log name the reason.',
        true,
      ),
    ],
  };
}
