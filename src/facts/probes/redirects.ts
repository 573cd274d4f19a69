import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { hostHeader } from './http.js';
import { resolve } from './resolve.js';
import type { Conversation } from './types.js';

/** Where a redirect leads. */
export interface Destination {
  readonly scheme: 'http' | 'https';
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
}

/** The URL that a conversation asked for. */
export const urlOf = (conversation: Conversation): string =>
  `${conversation.asked === 'https' ? 'https' : 'http'}://${conversation.name ?? conversation.address}${conversation.path ?? '/'}`;

/** As many as browsers follow (Fetch standard, "HTTP-redirect fetch"). */
export const MOST_REDIRECTS = 20;

const redirects = new Set([301, 302, 303, 307, 308]);

/** What a redirect says in its Location; null where there is none, or an empty one, which clients take for none. */
export const locationSaid = ({ http }: Conversation): string | null =>
  (http !== null && redirects.has(http.status) && http.headers.location) || null;

/** The same as a URL, made absolute; null too where it cannot be read as one. */
export function locationOf(conversation: Conversation): URL | null {
  const said = locationSaid(conversation);
  if (said === null) return null;
  try {
    return new URL(said, urlOf(conversation));
  } catch {
    return null;
  }
}

/** Where a conversation's redirect leads, if it leads to HTTP at all (never file:, javascript: …). */
export function redirectOf(conversation: Conversation): Destination | null {
  const url = locationOf(conversation);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  return {
    scheme,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (scheme === 'http' ? 80 : 443) : Number(url.port),
    path: `${url.pathname}${url.search}`,
  };
}

/**
 * The Origin that a browser sends to where it was redirected: null where another site than the page's sent it on to a third,
 * http and https of one host among them (Fetch standard, "HTTP-redirect fetch"). No browser follows a WebSocket's.
 */
export function redirectedOrigin(from: Conversation, to: Destination): string | undefined {
  const site = urlOf({ ...from, path: '' });
  const next = `${to.scheme}://${hostHeader(to.host, to.port, to.scheme)}`;
  const same = site === next || site === from.origin || from.upgrade === true;
  return from.origin === undefined || same ? from.origin : 'null';
}

/** How long the system's resolver is waited for, milliseconds. */
const RESOLVER_PATIENCE = 2000;

/** Whether a redirect leads to the host that was asked: a zone is the client's own, and stays (RFC 9844). */
export const isHost = (host: string, asked: string): boolean => host === asked.replace(/%.*$/s, '');

/**
 * The addresses to follow a redirect to, in the resolver's order: the target's own, or this machine's. `errno` says why
 * there is none; null there means that it leads to somebody who was not asked about, and whom we leave alone.
 */
export async function addressesFor(
  destination: Destination,
  asked: { readonly host: string; readonly address: string; readonly local: boolean },
  own: readonly string[],
): Promise<{ readonly addresses: readonly string[] } | { readonly errno: string | null }> {
  const { host } = destination;
  if (isHost(host, asked.host) || isHost(host, asked.address)) return { addresses: [asked.address] };
  const allowed = (address: string) =>
    address === asked.address || own.includes(address) || (asked.local && isLoopback(address));
  if (familyOf(host)) return allowed(host) ? { addresses: [host] } : { errno: null };
  const { addresses: found, error } = await resolve(host, RESOLVER_PATIENCE);
  if (error !== null) return { errno: error };
  const addresses = found.filter(allowed);
  return addresses.length === 0 ? { errno: null } : { addresses };
}
