import { bracketed } from '../../net/address.js';
import { userAgent } from '../../version.js';
import type { Conversation, HttpAnswer } from './types.js';
import { upgradeHeaders } from './websocket.js';

const HEADERS = 64;
const VALUE = 1024;
const BODY = 4096;
/** A status line or a head that is longer is no HTTP that we would wait for: Chrome takes 256 kB, curl 300. */
const HEAD = 256 * 1024;
const STATUS_LINE = 8 * 1024;

/** Values that are somebody's secrets never get into a record. */
const secret = new Set(['set-cookie', 'set-cookie2', 'cookie', 'authorization', 'proxy-authorization']);

/** A head that was read, and whether the body is as whole as we want it. */
export interface Parsed {
  readonly answer: HttpAnswer;
  readonly whole: boolean;
  /** The body is said to come in chunks, and does not. */
  readonly broken?: true;
}

/** The one request that we ever make, with the wish to switch to WebSocket where that is asked: no body, no cookies, nothing that changes state. */
export const requestFor = (
  host: string,
  path: string,
  {
    origin,
    authorization,
    upgrade,
    subprotocol,
    reason,
  }: Partial<Pick<Conversation, 'origin' | 'upgrade' | 'subprotocol' | 'reason'>> & {
    readonly authorization?: string | undefined;
  } = {},
): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...(authorization ? [`Authorization: ${authorization}`] : []),
    `User-Agent: ${userAgent}`,
    'Accept: */*',
    ...(origin ? [`Origin: ${origin}`] : []),
    ...(upgrade ? upgradeHeaders(subprotocol) : reason === 'kept-alive' ? [] : ['Connection: close']),
    '\r\n',
  ].join('\r\n');

/** How a host and port stand in a Host header: brackets for IPv6, no port where it is the scheme's own, no scope. */
export function hostHeader(host: string, port: number, scheme: 'http' | 'https'): string {
  const bare = host.replace(/%.*$/s, '');
  const name = bracketed(bare);
  return port === (scheme === 'http' ? 80 : 443) ? name : `${name}:${port}`;
}

/** Percent-encodes what may not stand in a request line, and cuts the fragment: hosts, paths and queries stay as typed. */
export const requestPath = (path: string): string => {
  const plain = path.split('#', 1)[0] || '/';
  const encoded = plain.replace(/[^\x21-\x7e]/gu, character => encodeURIComponent(character.toWellFormed()));
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
};

/**
 * An answer by which an HTTP server shows itself: a status line, or a page without one, as Python's http.server sends it
 * to a request whose version it cannot tell.
 */
export const isHttp = ({ http, firstBytes }: Pick<Conversation, 'http' | 'firstBytes'>): boolean =>
  http !== null || /^\s*<(!doctype )?html\b/i.test(firstBytes);

/** A length that is given twice, and the same, is that length (RFC 9112, section 6.3). */
const isSaidAgain = (name: string, value: string, before: string | undefined): boolean =>
  name === 'content-length' && value === before;

/** Headers as a record keeps them: bounded, repeated ones joined, secrets hidden. */
export function shownHeaders(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [written, text] of pairs.slice(0, HEADERS)) {
    const name = written.trim().toLowerCase().slice(0, 64);
    if (name === '' || name === '__proto__') continue;
    const value = secret.has(name) ? '(hidden)' : text.trim().slice(0, VALUE);
    if (isSaidAgain(name, value, headers[name])) continue;
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`.slice(0, VALUE);
  }
  return { ...headers };
}

const headersOf = (lines: readonly string[]): Record<string, string> =>
  shownHeaders(
    lines.flatMap(line => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
    }),
  );

/** The beginning of a chunk (RFC 9112, 7.1): its size, and whatever is said of it. */
const CHUNK = /^([\da-f]{1,16})[ \t]*(?:;.*)?\r?$/i;

/**
 * Takes chunk sizes out of a chunked body, as far as it came; bare line feeds are taken too, as curl does. `broken`: where
 * a size should be, there is something else. Total.
 */
function unchunk(body: string): { readonly text: string; readonly ended: boolean; readonly broken?: true } {
  let text = '';
  let at = 0;
  while (text.length < BODY) {
    const end = body.indexOf('\n', at);
    if (end < 0) return { text, ended: false };
    const size = Number.parseInt(CHUNK.exec(body.slice(at, Math.min(end, at + 256)))?.[1] ?? '', 16);
    if (Number.isNaN(size)) return { text, ended: true, broken: true };
    if (size === 0) return { text, ended: true };
    text += body.slice(end + 1, end + 1 + size);
    const after = end + 1 + size;
    const line = /^\r?\n/.exec(body.slice(after, after + 2))?.[0];
    if (line === undefined && body.length >= after + 2) return { text, ended: true, broken: true };
    at = after + (line?.length ?? 2);
    if (at > body.length) return { text, ended: false };
  }
  return { text, ended: true };
}

/** Where the head ends: an empty line, with or without carriage returns; -1 while it has not. */
function headEnd(bytes: Buffer): { readonly at: number; readonly body: number } | undefined {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { at: crlf, body: crlf + 4 };
  return lf >= 0 ? { at: lf, body: lf + 2 } : undefined;
}

/** More interim answers than these are no answer. */
const INTERIM = 16;

/** Interim answers (100, 103) are skipped; 101 is final. */
const interim = (status: number) => status >= 100 && status < 200 && status !== 101;

/** Nothing belongs to such an answer behind its head (RFC 9112, section 6.3). */
const bodiless = (status: number) => status === 204 || status === 304 || status === 101;

/** These bytes begin an HTTP/1 status line, as far as they go. */
export const looksHttp = (bytes: Buffer): boolean => {
  const start = bytes.toString('latin1', 0, 5);
  return 'HTTP/'.startsWith(start.slice(0, 5)) && start !== '';
};

/** Nothing more is wanted before the head is judged: it is there, it never will be, or it is no HTTP. */
export const headSettled = (bytes: Buffer): boolean =>
  !looksHttp(bytes) ||
  bytes.length >= HEAD ||
  (bytes.length >= STATUS_LINE && !bytes.subarray(0, STATUS_LINE).includes(10)) ||
  parseAnswer(bytes) !== null;

/**
 * Reads the answer at the start of these bytes (RFC 9112, tolerant: bare line feeds, missing reasons, unknown
 * versions). Null while no whole head is there, or where it is no HTTP/1. Total: any bytes may come.
 */
export function parseAnswer(bytes: Buffer, before = 0): Parsed | null {
  if (!looksHttp(bytes) || before > INTERIM) return null;
  const end = headEnd(bytes);
  if (end === undefined || end.at > HEAD) return null;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end.at).split(/\r?\n/);
  const match = /^HTTP\/\d+(?:\.\d+)? +(\d{3})(?: +(.*))?$/.exec(statusLine.slice(0, STATUS_LINE));
  if (match === null) return null;
  const status = Number(match[1]);
  if (interim(status)) return parseAnswer(bytes.subarray(end.body), before + 1);
  const headers = headersOf(lines);
  const raw = bytes.subarray(end.body, end.body + 2 * BODY);
  const chunked = /\bchunked\b/i.test(headers['transfer-encoding'] ?? '');
  const piece = chunked ? unchunk(raw.toString('latin1')) : null;
  const body = piece === null ? raw : Buffer.from(piece.text, 'latin1');
  const length = Number(headers['content-length'] ?? Number.NaN);
  const whole =
    bodiless(status) ||
    body.length >= BODY ||
    // More than this much is not looked at, in however small chunks it comes.
    raw.length >= 2 * BODY ||
    (piece?.ended ?? (length >= 0 && raw.length >= length));
  return {
    answer: {
      status,
      reason: (match[2] ?? '').trim().slice(0, 256),
      headers,
      // After 101 another protocol begins.
      body: status === 101 ? '' : body.subarray(0, BODY).toString('utf8'),
    },
    whole,
    ...(piece?.broken && { broken: true as const }),
  };
}

/** An answer of HTTP/1.1 whose body ends where the connection does, though nothing in its head says that it will be closed. */
export function endsUnannounced(bytes: Buffer): boolean {
  const parsed = parseAnswer(bytes);
  if (!parsed || bodiless(parsed.answer.status) || !/^HTTP\/1\.1 /.test(bytes.toString('latin1', 0, 9)))
    return false;
  const { 'content-length': length, 'transfer-encoding': coding, connection = '' } = parsed.answer.headers;
  return length === undefined && coding === undefined && !/\bclose\b/i.test(connection);
}
