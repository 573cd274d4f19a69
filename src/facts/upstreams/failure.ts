import { APACHE, LIGHTTPD } from '../../programs/proxies/upstream.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import { blamesHost, tookProxyLine } from '../probes/host-signs.js';
import type { Asking } from '../probes/plan.js';
import type { Conversation, HttpAnswer, Probe } from '../probes/types.js';

/** Development servers say 500 too when nobody is where they pass requests on to. */
const failures = new Set([500, 502, 503, 504]);

/** Without a byte: what stands behind may not be there, and a forwarder of connections has no words for that. */
const mutely = ({ http, firstBytes, outcome }: Conversation): boolean =>
  http === null && firstBytes === '' && (outcome === 'silent' || outcome === 'closed' || outcome === 'reset');

/** A handshake met something else than TLS: a proxy that passes bytes on may have said something before. */
const outOfTune = ({ outcome, tls }: Conversation): boolean =>
  outcome === 'tls-failed' && tls?.alert === null;

/** What stands behind speaks HTTP/2 alone (gRPC), was asked in HTTP/1, and its frames were passed back as an answer. */
const inFrames = ({ asked, http, protocol }: Conversation): boolean =>
  asked === 'http' && http === null && protocol === 'http2';

/** What stands behind wants another protocol, mostly a newer HTTP than the proxy speaks to it, or WebSocket. */
const wantsAnother = ({ http, upgrade }: Conversation): boolean => http?.status === 426 && !upgrade;

/** PgBouncer's own words for having no connection to its server (janitor.c and objects.c of its source). */
const NO_SERVER =
  /^FATAL 08P01: (?:query_wait_timeout|.*\(server_login_retry\)|pgbouncer cannot connect to server|server login (?:has been failing|failed))/;

/** What a pooler of PostgreSQL's says where it has nobody to ask; undefined of any other answer. */
export const noServerSaid = ({ protocol, banner }: Conversation): string | undefined =>
  protocol === 'postgresql' && banner !== null && NO_SERVER.test(banner) ? banner : undefined;

/** The conversation in which a proxy may have failed to pass the request on: it says so, or says nothing. */
export function failedAt(probes: readonly Probe[]): Conversation | undefined {
  return probes
    .flatMap(({ conversations }) => conversations)
    .filter(({ reason }) => reason === 'asked' || reason === 'redirect')
    .findLast(each =>
      each.http
        ? failures.has(each.http.status) || wantsAnother(each) || blamesHost(each)
        : mutely(each) || noServerSaid(each) || outOfTune(each) || inFrames(each) || tookProxyLine(each),
    );
}

/** Apache's 500 for an upstream that makes no handshake with it (ap_proxyerror() in proxy_util.c), whatever page it gives. */
export const noHandshake = (name: string, { status, reason }: HttpAnswer): boolean =>
  status === 500 && reason === 'Proxy Error' && APACHE.test(name);

/** The 500 of a proxy may come of what stands behind it: lighttpd's for a backend that hangs up, and Apache's without a handshake. */
export const failedBehind = (name: string, answer: HttpAnswer): boolean =>
  LIGHTTPD.test(name) || noHandshake(name, answer);

/**
 * Whether a failure may come of what stands behind a proxy, or behind a program that is none by trade: nginx fails itself
 * with 500, and an application of one's own turns requests away, and hangs up, by
 * itself. `name` is the proxy's.
 */
export function mayBeOf({ http, outcome }: Conversation, name: string): boolean {
  const proxy = isProxy(name);
  if (http?.status === 500) return !proxy || failedBehind(name, http);
  return proxy || (http === null ? outcome === 'silent' : http.status > 500);
}

/**
 * For the path that failed: it may be this page that takes so long, or that the application itself fails at. By the name
 * that the client asked by where it may be the proxy that makes a bad request of it; plainly otherwise.
 */
export function asAsked({ http, name, path }: Conversation): Pick<Asking, 'name' | 'path'> {
  const bad = http !== null && http.status < 500;
  return { name: bad ? (name?.replace(/:\d+$/, '') ?? null) : null, path: path ?? '/' };
}
