import type { Conversation, Probe } from '../../facts/probes/types.js';
import type { Passing, UpstreamState } from '../../facts/upstreams/types.js';
import { at } from '../serving.js';
import { speaks } from './speaks.js';
import type { Told } from './upstream-types.js';

/** Protocols between proxies and applications, as people write them. */
export const protocolNames: Readonly<Record<string, string>> = {
  http: 'HTTP',
  https: 'HTTPS',
  fastcgi: 'FastCGI',
  grpc: 'gRPC',
};

/** A proxy passes on bytes as they come, to who is not known to speak HTTP: its silence, or its hanging up, may be theirs. */
export const passesForeign = (passing: Passing | undefined): boolean =>
  passing?.upstreams.some(
    ({ upstream, speaks, probes }) =>
      upstream.raw &&
      speaks !== 'http' &&
      !probes.some(({ conversations }) => conversations[0]?.outcome === 'answered'),
  ) === true;

/** What a connected upstream speaks, when that is not what the proxy speaks to it. */
function otherProtocol({ upstream }: UpstreamState, probe: Probe): string | null {
  const heard = probe.conversations;
  const http = heard.some(each => each.http !== null && each.asked === 'http');
  const tls = heard.some(
    ({ reason, tls: report }) => reason === 'tls-proof' && (report?.version != null || report?.alert != null),
  );
  const named = heard.find(each => each.protocol !== null)?.protocol ?? null;
  switch (upstream.protocol) {
    case 'http':
      return tls ? 'https' : named === 'http' ? null : named;
    case 'https':
      return heard.some(each => each.reason === 'plain-proof' && each.http) ? 'http' : null;
    case 'fastcgi':
    case 'uwsgi':
    case 'ajp':
      return named === upstream.protocol ? null : http ? 'http' : named;
    case 'grpc':
      return named === 'http' ? 'http' : null;
    default:
      return null;
  }
}

/** What a server answers that is asked without the PROXY header by which its proxy begins: a status, or TLS; else undefined. */
export function unwantedHeader({ upstream, probes }: UpstreamState): string | undefined {
  const heard = upstream.proxyHeader ? probes.flatMap(({ conversations }) => conversations) : [];
  if (heard.some(({ tls }) => tls?.version != null)) return 'TLS';
  const status = heard[0]?.http?.status;
  return status !== undefined && status < 400 ? String(status) : undefined;
}

/** It speaks something else than its proxy does. */
function otherwise(state: UpstreamState, probe: Probe, where: string): Told | undefined {
  const other = otherProtocol(state, probe);
  if (other === null) return undefined;
  const title =
    other === 'http' || other === 'https'
      ? other.toUpperCase()
      : speaks(other, probe.address, probe.port).title;
  const { protocol } = state.upstream;
  return {
    kind: 'protocol',
    says: `what listens on ${where} speaks ${title}, and the proxy speaks ${protocolNames[protocol] ?? protocol} to it`,
    instead: other,
  };
}

/** The page that was waited for, where it was not the first one: others may come at once. */
const pageOf = ({ path, ms }: Conversation): string =>
  path === null || path === '/' ? '' : ` GET ${path.replace(/\?.*$/s, '')} in ${(ms / 1000).toFixed(1)} s`;

/** Its certificate keeps the proxy out, and nobody else: whoever is failed without it too is not failed by that. */
function distrusted(
  { upstream: { raw, verifies }, speaks: tongue }: UpstreamState,
  first: Conversation | undefined,
  where: string,
): Told | undefined {
  if (first?.tls?.version == null) return undefined;
  const { untrusted } = first.tls;
  const ofNode = verifies === 'node' && untrusted !== null && (first.http?.status ?? 500) < 500;
  // stunnel, or HAProxy in mode tcp, shakes hands by itself, whatever is inside, and hangs up on its client where it likes not whom it met.
  const isWell = first.outcome === 'answered' || (tongue === 'other' && first.outcome !== 'silent');
  const ofList = verifies === 'ca-file' && raw === true && isWell;
  const says = ofNode
    ? `the certificate at ${where} is not trusted by Node (${untrusted}), and the proxy takes no such one`
    : ofList
      ? `${where} answers in TLS whoever asks it, and the proxy takes its certificate only if it is by an authority in its CA file (and for the name that it wants)`
      : undefined;
  return says === undefined ? undefined : { kind: 'distrusted', says, instead: null };
}

/** What is passed on byte for byte may be any protocol, and the first request to it may not have been in its own. */
const isKnown = ({ conversations }: Probe): boolean =>
  conversations.some(
    ({ protocol, reason }) => protocol !== null && protocol !== 'tls' && reason !== 'plain-proof',
  );

/** What is wrong with how an upstream answers that was connected to; null where it answers its proxy's protocol. */
export function ofConnected(state: UpstreamState, probe: Probe): Told | null {
  const unwanted = unwantedHeader(state);
  if (unwanted)
    return {
      kind: 'protocol',
      says: `the proxy begins with a header of the PROXY protocol (send-proxy), which ${at(probe.address, probe.port)} does not expect: asked without it, that answers ${unwanted === 'TLS' ? 'in TLS' : unwanted}`,
      instead: null,
    };
  const { protocol, raw } = state.upstream;
  const where = state.socket?.path ?? at(probe.address, probe.port);
  const first = probe.conversations[0];
  const untrusted = distrusted(state, first, where);
  if (untrusted) return untrusted;
  if (raw && isKnown(probe)) return null;
  const mistaken = raw && protocol !== 'https' ? undefined : otherwise(state, probe, where);
  if (mistaken) return mistaken;
  if (first?.outcome === 'silent')
    return {
      kind: 'silent',
      says: `${where} accepts connections and does not answer${pageOf(first)}`,
      instead: null,
    };
  if (state.unwell)
    return {
      kind: 'unwell',
      says: `the health check asks ${where} for ${state.unwell.path}${state.unwell.host ? ` of ${state.unwell.host}` : ''} and gets ${state.unwell.status}, so that the proxy takes it for down`,
      instead: null,
    };
  const mute = first?.outcome === 'closed' || first?.outcome === 'reset';
  return mute
    ? { kind: 'hangs-up', says: `${where} accepts connections and hangs up without an answer`, instead: null }
    : null;
}

/** A socket that somebody listens on, as it answered. */
export function spokenTo(state: UpstreamState): Told | null {
  const probe = state.probes.find(({ outcome }) => outcome === 'connected');
  return probe ? ofConnected(state, probe) : null;
}
