import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** What a request's head may measure. */
const mostHeaders = 100;
const longestTarget = 8192;
/** Bytes of a head as a whole; node refuses a longer one while it arrives. */
export const longestHead = 16 * 1024;

/**
 * The status that refuses a request's head, or undefined where it is in order: what node's own strict parser lets pass.
 * 400 for HTTP/0.9 (RFC 9112, 3) and two Host headers (3.2), 505 for HTTP/2 on a line of HTTP/1 (RFC 9110, 15.6.6), 414 and
 * 431 for sizes, 501 for a transfer coding other than chunked (6.1).
 */
export const refuse = ({
  rawHeaders,
  url,
  httpVersionMajor,
  httpVersionMinor,
}: IncomingMessage): number | undefined => {
  if (rawHeaders.length > 2 * mostHeaders) return 431;
  if (url!.length > longestTarget) return 414;
  if (httpVersionMajor !== 1) return otherVersion(httpVersionMajor);
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 4 && name.toLowerCase() === 'host') {
      if (++hosts > 1 || !isHost(rawHeaders[i + 1]!)) return 400;
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      if (httpVersionMinor === 0) return 400;
      if (rawHeaders[i + 1]!.toLowerCase() !== 'chunked') return 501;
    }
  }
  return undefined;
};

const otherVersion = (major: number): number => (major > 1 ? 505 : 400);

let lastHost = '';

/** A name or address with a port, or nothing; the last good one is remembered, because most requests send the same. */
const isHost = (value: string): boolean => {
  if (value === lastHost) return true;
  if (!/^([A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+(%25[\w.~-]+)?\])(:\d*)?$/.test(value)) return false;
  lastHost = value;
  return true;
};

interface ParseError extends Error {
  readonly code?: string;
  readonly reason?: string;
  readonly rawPacket?: Buffer;
}

/** A method that nobody has heard of (RFC 9110, 9.1). */
const isToken = /^[!#$%&'*+.^_`|~\dA-Za-z-]+ \//;

/** What node's parser gave up on, in the words of HTTP. */
export const statusOfParseError = ({ code, reason, rawPacket }: ParseError): number => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  // The parser has the same code for a version that nobody speaks and for a line that does not end after it.
  if (code === 'HPE_INVALID_VERSION') return reason === 'Invalid HTTP version' ? 505 : 400;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  if (code === 'HPE_INVALID_METHOD' && rawPacket && isToken.test(rawPacket.toString('latin1', 0, 64)))
    return 501;
  if (code !== 'HPE_HEADER_OVERFLOW') return 400;
  return rawPacket && /^[A-Z]+ \S*$/.test(rawPacket.subarray(0, longestTarget).toString('latin1'))
    ? 414
    : 431;
};

/**
 * What it says to whoever typed the request: a line that ends with LF alone may be taken for one (RFC 9112, 2.2), and node's
 * parser does not.
 */
export const wordsOfParseError = ({ rawPacket }: ParseError): string | undefined =>
  /^[ -~]+\n/.test(rawPacket?.toString('latin1', 0, longestTarget) ?? '')
    ? 'The lines of a request end with CR LF here, and these with LF alone: nc -C sends both, and so does curl.'
    : undefined;

/** Answers what is no request and closes: the client may read the answer for a second (RFC 9112, 9.6). */
export const answerRaw = (
  socket: Socket,
  status: number,
  says = `${STATUS_CODES[status]}`,
  headers = '',
): void => {
  if (!socket.writable || socket.writableLength > 0) {
    socket.destroy();
    return;
  }
  const body = `${says}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nDate: ${new Date().toUTCString()}\r\n` +
      `${headers}Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), 1000).unref();
};
