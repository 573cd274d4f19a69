import type { Probe } from '../../facts/probes/types.js';
import type { SocketFile, UpstreamState } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/upstream.js';
import { at } from '../serving.js';
import { speaks } from './speaks.js';

/** Why a proxy gets nothing from one upstream. */
export interface UpstreamFault {
  readonly state: UpstreamState;
  readonly kind:
    | 'not-listening'
    | 'other-family'
    | 'no-name'
    | 'elsewhere'
    | 'protocol'
    | 'silent'
    | 'stopped'
    | 'hangs-up'
    | 'no-socket'
    | 'stale-socket'
    | 'permission'
    | 'policy'
    | 'stale-name'
    | 'hidden-socket';
  /** "nothing listens on 127.0.0.1:3000": the second half of a sentence that names the upstream. */
  readonly says: string;
  /** Where, or in what protocol, it would work. */
  readonly instead: string | null;
}

type Told = Pick<UpstreamFault, 'kind' | 'says' | 'instead'>;

/** "php-fpm8.2 listens on 127.0.0.1:9000", where an application of the kind was found. */
const found = ({ elsewhere }: UpstreamState): string =>
  elsewhere
    ? `${elsewhere.name} listens on ${elsewhere.place}${elsewhere.denied ? ", which the proxy's user may not write to" : ''}`
    : '';

/** That place, if the proxy may connect to it. */
const usable = ({ elsewhere }: UpstreamState): string | null =>
  elsewhere && !elsewhere.denied ? elsewhere.place : null;

function ofSocket(
  state: UpstreamState,
  { path, kind, listening, deniedAt, asUser }: SocketFile,
): Told | null {
  const instead = usable(state);
  if (kind === null)
    return {
      kind: 'no-socket',
      says: state.elsewhere
        ? `there is no socket ${path}; ${found(state)}`
        : `there is no socket ${path}: the application does not run, or makes it elsewhere`,
      instead,
    };
  if (deniedAt !== null && asUser)
    return {
      kind: 'permission',
      says: `the proxy's user ${asUser.name} may not ${deniedAt === path ? 'write to the socket' : `enter ${deniedAt} on the way to ${path}`}`,
      instead: deniedAt,
    };
  if (kind !== 'socket' && kind !== 'unknown')
    return { kind: 'no-socket', says: `${path} is a ${kind}, and no socket`, instead: null };
  return listening === false
    ? {
        kind: 'stale-socket',
        says: `${path} is there, but nobody listens on it any more${state.elsewhere ? `; ${found(state)}` : ''}`,
        instead,
      }
    : null;
}

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

function ofConnected(state: UpstreamState, probe: Probe): Told | null {
  const unwanted = unwantedHeader(state);
  if (unwanted)
    return {
      kind: 'protocol',
      says: `the proxy begins with a header of the PROXY protocol (send-proxy), which ${at(probe.address, probe.port)} does not expect: asked without it, that answers ${unwanted === 'TLS' ? 'in TLS' : unwanted}`,
      instead: null,
    };
  const other = state.upstream.raw ? null : otherProtocol(state, probe);
  const { protocol } = state.upstream;
  const where = state.socket?.path ?? at(probe.address, probe.port);
  if (other !== null) {
    const title =
      other === 'http' || other === 'https'
        ? other.toUpperCase()
        : speaks(other, probe.address, probe.port).title;
    return {
      kind: 'protocol',
      says: `what listens on ${where} speaks ${title}, and the proxy speaks ${protocol} to it`,
      instead: other,
    };
  }
  const first = probe.conversations[0];
  if (first?.outcome === 'silent')
    return { kind: 'silent', says: `${where} accepts connections and does not answer`, instead: null };
  const mute = first?.outcome === 'closed' || first?.outcome === 'reset';
  return mute
    ? { kind: 'hangs-up', says: `${where} accepts connections and hangs up without an answer`, instead: null }
    : null;
}

function ofHost(state: UpstreamState): Told | null {
  const { upstream, addresses, nameError, probes } = state;
  if (nameError !== null)
    return {
      kind: 'no-name',
      says: `the name ${upstream.host} cannot be looked up (${nameError})`,
      instead: null,
    };
  const own = probes.filter(({ address }) => addresses.includes(address));
  if (own.length === 0)
    return {
      kind: 'elsewhere',
      says: `${addresses[0] ?? upstream.host} is another machine: look there, with netcheck why ${upstreamName(upstream)}`,
      instead: null,
    };
  const connected = own.find(({ outcome }) => outcome === 'connected');
  if (connected) return ofConnected(state, connected);
  const other = probes.find(({ outcome }) => outcome === 'connected');
  const first = own[0]!;
  if (other)
    return {
      kind: 'other-family',
      says: `nothing listens on ${at(first.address, first.port)}; the application listens on ${at(other.address, other.port)}`,
      instead: at(other.address, other.port),
    };
  const how = first.outcome === 'refused' ? 'nothing listens on' : 'nobody answers on';
  const instead = usable(state);
  const where = state.elsewhere ? `; ${found(state)}` : '';
  return { kind: 'not-listening', says: `${how} ${at(first.address, first.port)}${where}`, instead };
}

/** PHP-FPM takes no more than its children can, and its log says that they are all taken. */
const exhausted = ({ exhausted: fpm, upstream }: UpstreamState): Told | null =>
  fpm
    ? {
        kind: 'silent',
        says: `all children of PHP-FPM at ${upstreamName(upstream)} are taken (pm.max_children is ${fpm.most})`,
        instead: null,
      }
    : null;

/** Stopped, it takes connections by its kernel and answers none. */
const asleep = ({ stopped, upstream }: UpstreamState): Told | null =>
  stopped
    ? {
        kind: 'stopped',
        says: `${stopped.name} (pid ${stopped.pids[0]}), which listens on ${upstreamName(upstream)}, is stopped (Ctrl-Z or SIGSTOP)`,
        instead: null,
      }
    : null;

/** SELinux does not let the proxy connect there, whoever else may. */
const forbidden = ({ denied }: UpstreamState): Told | null =>
  denied
    ? {
        kind: 'policy',
        says: `SELinux does not let ${denied.name} (${denied.domain}) connect to port ${denied.port}`,
        instead: null,
      }
    : null;

/** nginx goes by the addresses that a name had when it read its configuration. */
const outdated = ({ stale, upstream, addresses }: UpstreamState): Told | null =>
  stale === undefined
    ? null
    : {
        kind: 'stale-name',
        says: `it still asks ${at(stale, upstream.port ?? 0)}, and ${upstream.host} means ${addresses.join(' and ')} by now`,
        instead: addresses[0] ?? null,
      };

/** The application has made its socket in a file system of its own. */
const hidden = ({ hiddenBy: by, upstream }: UpstreamState): Told | null =>
  by
    ? {
        kind: 'hidden-socket',
        says: `there is no socket ${upstream.path} here; ${by.name} (pid ${by.pid}${by.unit ? `, ${by.unit}` : ''}) listens on one of that name in a file system of its own`,
        instead: null,
      }
    : null;

/** A socket that somebody listens on, as it answered. */
function spokenTo(state: UpstreamState): Told | null {
  const probe = state.probes.find(({ outcome }) => outcome === 'connected');
  return probe ? ofConnected(state, probe) : null;
}

/** What is wrong with an upstream; null where it answers its proxy's protocol. */
export function faultOf(state: UpstreamState): UpstreamFault | null {
  const told =
    exhausted(state) ??
    asleep(state) ??
    forbidden(state) ??
    outdated(state) ??
    hidden(state) ??
    (state.socket ? (ofSocket(state, state.socket) ?? spokenTo(state)) : ofHost(state));
  return told && { state, ...told };
}
