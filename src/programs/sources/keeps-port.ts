import type { ConfigurationFile } from '../../facts/configuration/types.js';

/** Who says SO_REUSEADDR (allow_reuse_address), or has no connections that outlive it. */
const NO_NEED = /reuse_?(?:addr|port)|\bSOCK_DGRAM\b|\bAF_UNIX\b/i;
/** Python's own TCPServer, by itself or in a class; HTTPServer says SO_REUSEADDR for itself, and Tornado's TCPServer does. */
const SERVES = /^(?!from\b)[^#\n]*\b(?:Threading|Forking)?TCPServer\s*[(),]/m;
/** A plain socket: `s.bind((HOST, PORT))`. */
const BINDS = /^[^#\n]*\w\.bind\(/m;
const PLAIN = /^[ \t]*(?:import\b.*\bsocket\b|from socket import\b)/m;

/**
 * By its source a server cannot have its port again before the last connections to it are forgotten: a minute for each that it
 * ended itself (OSError: [Errno 98]). Of Python; the libraries of other languages say SO_REUSEADDR for their servers.
 */
export const keepsPort = (files: readonly ConfigurationFile[]): boolean =>
  files.some(
    ({ path, text }) =>
      /\.py$/.test(path) &&
      !NO_NEED.test(text) &&
      ((/\bsocketserver\b/.test(text) && SERVES.test(text)) ||
        (PLAIN.test(text) && BINDS.test(text) && /\.listen\(/.test(text))),
  );
