import type { Stream } from './stream.js';

const CHUNK = 64 * 1024;
/** So much of what a server still sends is read before the connection is closed. */
const MOST = 1024 * 1024;
/** How long a server on whose connection nothing more is said may take to close its side, milliseconds. */
const PARTING = 100;

/**
 * Reads what nobody wants, as far as it is there: to close with bytes unread is a reset, of which a server that expects
 * none may die. True where the connection is at its end.
 */
export function drain(stream: Stream): boolean {
  const bytes = Buffer.allocUnsafe(CHUNK);
  for (let left = MOST; left > 0; ) {
    const got = stream.receive(bytes);
    if (got === null) return false;
    if (typeof got === 'string' || got === 0) return true;
    left -= got;
  }
  return true;
}

/** Ends a connection as a client does that has nothing to say. */
export async function leave(stream: Stream): Promise<void> {
  const until = performance.now() + PARTING;
  stream.end();
  while (!drain(stream) && (await stream.ready(until)));
  stream.close();
}
