import { bracketed } from './address.js';
import { hostHint, parseHost } from './host.js';
import { doubledScheme } from './mistyped.js';
import { defaultPort, parsePort } from './ports.js';
import type { Target } from './target.js';
import { UsageError } from './usage-error.js';

const SPOKEN = new Set(['http', 'https', 'ws', 'wss']);

/** Any scheme with `://`, or undefined. */
export const schemeOf = (text: string): string | undefined =>
  /^([a-zA-Z][a-zA-Z\d+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();

/** The URL without `user:password@`, which is sent to the target (./credentials.ts) and must not be shown or saved. */
export const withoutUserInfo = (url: string): string => url.replace(/^([^/?#]*:\/\/)[^/?#]*@/, '$1');

/** `host`, `host:port`, `[address]` or `[address]:port`; the port's text is undefined where there is none. */
export function splitAuthority(text: string): { host: string; port: string | undefined } | undefined {
  const bracketed = /^\[([^\][]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return bracketed[1]!.includes(':') ? { host: bracketed[1]!, port: bracketed[2] } : undefined;
  if (/[[\]]/.test(text)) return undefined;
  const [host, port, ...more] = text.split(':');
  return more.length === 0 ? { host: host!, port } : undefined;
}

function otherScheme(scheme: string, authority: string): UsageError {
  // MongoDB's, Kafka's and Redis' may name several servers.
  const split = splitAuthority(authority.split(',', 1)[0]!);
  const port = split?.port ?? defaultPort(scheme);
  const host = split && bracketed(split.host);
  return new UsageError(
    `netcheck asks http, https, ws and wss URLs, not ${scheme}.`,
    split && host !== '' && port !== undefined
      ? `Ask whether a connection gets through: netcheck why ${host}:${port}${scheme === 'udp' ? '/udp' : ''}`
      : 'Give the host and port instead: netcheck why HOST:PORT',
  );
}

/** A URL's path and query as a request line takes them: never empty, without fragment, in ASCII. */
function requestPath(rest: string): string {
  const whole = rest.replace(/#.*$/s, '');
  const path = whole.startsWith('/') ? whole : `/${whole}`;
  return path.replace(/[^\x21-\x7e]+/g, part => encodeURIComponent(part));
}

/**
 * Reads an http, https, ws or wss URL; `input` is the text without user name and password.
 * @throws UsageError for another scheme, no host, or a port that is none.
 */
export function parseUrl(input: string): Target {
  const [, scheme, authority, rest] = /^([^:]+):\/\/([^/?#\\]*)(.*)$/s.exec(input)!;
  const name = scheme!.toLowerCase();
  if (!SPOKEN.has(name)) throw otherScheme(name, authority!);
  const twice = doubledScheme(input);
  if (twice) throw twice;
  const split = splitAuthority(authority!);
  if (!split || split.host === '') {
    const what = split ? 'has no host' : 'has a host that cannot be read';
    throw new UsageError(`The URL ${input} ${what}.`, `Try ${name}://localhost:8000/`);
  }
  // RFC 6874 writes the zone of a link-local address as %25.
  const host = parseHost(split.host.replace('%25', '%'));
  if (host === undefined)
    throw new UsageError(
      `${split.host} is neither a host name nor an address.`,
      hostHint(split.host, undefined) ?? `Try ${name}://localhost:8000/`,
    );
  const port = split.port ? parsePort(split.port) : defaultPort(name);
  if (port === undefined)
    throw new UsageError(`${split.port} is not a port.`, 'Ports are numbers from 1 to 65535.');
  return {
    input,
    kind: 'url',
    protocol: 'tcp',
    host,
    port,
    scheme: name,
    path: requestPath(rest!),
    pid: null,
    socketPath: null,
    program: null,
  };
}
