import { bracketed, formatEndpoint } from '../../net/address.js';

/** Where a proxy passes requests on to, as its configuration says. */
export interface Upstream {
  /** What the proxy speaks there. */
  readonly protocol: 'http' | 'https' | 'fastcgi' | 'uwsgi' | 'scgi' | 'ajp' | 'grpc';
  /** A name or an address without brackets; null for a unix socket. */
  readonly host: string | null;
  readonly port: number | null;
  /** The unix socket; null for a host. */
  readonly path: string | null;
  readonly file: string;
  /** From 1; 0 on a command line. */
  readonly line: number;
  /** The directive as written: proxy_pass http://127.0.0.1:3000 */
  readonly text: string;
  /** It begins with a header of the PROXY protocol (send-proxy). */
  readonly proxyHeader?: true;
  /** The page that it has to answer well to count as up: option httpchk of HAProxy, by GET or HEAD. */
  readonly check?: string;
  /** The Host header of that request, where it has one. */
  readonly checkHost?: string;
  /**
   * Its certificate is taken from an authority in the ca-file alone (HAProxy's `ssl` without `verify none`, stunnel's
   * verifyChain), or from one that Node knows (http-proxy without `secure: false`).
   */
  readonly verifies?: 'ca-file' | 'node';
  /** Bytes are passed on as they come, whatever they say: mode tcp. */
  readonly raw?: true;
  /** No line is known to take the path that was asked for: that may be the proxy's own, or come here after a rewrite. */
  readonly otherPath?: true;
}

/** What stands for the file of an upstream that was given on the command line. */
export const COMMAND_LINE = 'its command line';

/** Where an upstream is written: /etc/nginx/nginx.conf:12. */
export const placeOf = ({ file, line }: Pick<Upstream, 'file' | 'line'>): string =>
  line > 0 ? `${file}:${line}` : file;

/** The place that was asked for last: who asks for all matches of a long text in turn would count it anew each time. */
let last = { text: '', index: 0, line: 1 };

/** The line, from 1, in which a place of a text is. */
export function lineAt(text: string, index: number): number {
  let { index: at, line } = last.text === text && last.index <= index ? last : { index: 0, line: 1 };
  for (let end = text.indexOf('\n', at); end >= 0 && end < index; end = text.indexOf('\n', at)) {
    at = end + 1;
    line += 1;
  }
  last = { text, index: at, line };
  return line;
}

/** What was asked of the proxy: it may pass each site and path on to somebody else. */
export interface Passed {
  readonly port: number;
  /** The host that was asked for, or null. */
  readonly host: string | null;
  readonly path: string;
  /** The address that was asked, where that is known: a site may be for one of several. */
  readonly address?: string;
  /** The proxy's own arguments; missing where they cannot be seen. */
  readonly args?: readonly string[];
}

/** The path that was asked for, without its query. */
export const pathOf = ({ path }: Pick<Passed, 'path'>): string => path.replace(/[?#].*$/s, '');

/** A Host header as clients send it: with the port, but for the usual ones (RFC 9110, section 7.2). */
export const hostSent = (host: string, port: number): string =>
  formatEndpoint(host, port)
    .replace(/:(?:80|443)$/, '')
    .toLowerCase();

/** nginx and those made of it, by the name of the process or of the Server header. */
export const NGINX = /nginx|openresty|tengine|angie/i;
export const LIGHTTPD = /lighttpd/i;
export const APACHE = /apache|^httpd/i;

/** Occurs exactly once in the file. */
export const standsOnce = (text: string, whole: string | undefined): boolean =>
  whole?.split(text).length === 2;

const defaults: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  grpc: 80,
  ajp: 8009,
  fcgi: 9000,
  fastcgi: 9000,
  uwsgi: 3031,
  scgi: 4000,
};

/** The last port that there is: who writes a greater one by mistake passes nothing on. */
export const LAST_PORT = 65_535;

/** "host:port", "[::1]:80", "host", or ":8080" for this machine, as host and port. */
export function hostAndPort(
  text: string,
  fallback: number,
): { readonly host: string; readonly port: number } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:/\s]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port ?? 0) > LAST_PORT) return undefined;
  return {
    host: host === '' || host === '*' ? 'localhost' : host,
    port: port === undefined ? fallback : Number(port),
  };
}

/** The port that a scheme means where none is written. */
export const portOf = (scheme: string): number =>
  (Object.hasOwn(defaults, scheme) ? defaults[scheme] : undefined) ?? 80;

/** How an upstream is called: 127.0.0.1:3000, [::1]:80, or /run/app.sock. */
export const upstreamName = ({ host, port, path }: Pick<Upstream, 'host' | 'port' | 'path'>): string =>
  path ?? `${host && bracketed(host)}:${port}`;
