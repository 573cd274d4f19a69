import type { Socket } from 'node:net';

/** How waiting for bytes ended. */
export type Received = 'done' | 'silent' | 'closed' | 'reset';

/** One open connection, its received bytes kept up to a limit. */
export interface Wire {
  send(bytes: Uint8Array | string): void;
  /** Waits until `done` holds for what has come so far, the other side ends it, or `until` (performance.now()) is over. */
  receive(done: (bytes: Buffer) => boolean, until: number): Promise<Received>;
  /** What was sent never arrives: it was sent again and again. False where nobody can tell. */
  isUnheard(): boolean;
  /** Everything received so far. */
  bytes(): Buffer;
  /** The error's name that ended it, or null. */
  errno(): string | null;
  close(): void;
}

/** Most bytes kept of one conversation; a server that sends more is cut off. */
export const LIMIT = 272 * 1024;

/** The same bytes with room for so many more, as far as the limit allows. */
export function withRoom(buffer: Buffer, length: number, more: number): Buffer {
  if (length + more <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafe(Math.min(LIMIT, Math.max(buffer.length * 2, length + more)));
  buffer.copy(larger, 0, 0, length);
  return larger;
}

/** How an error ends a connection. */
export const endBy = (errno: string | undefined): Received =>
  errno === 'ECONNRESET' || errno === 'EPIPE' ? 'reset' : 'closed';

/** As long as a server on a unix socket may take to say that it has no room and close, milliseconds: see `say`. */
const TURN = 5;

/**
 * A unix socket whose other end is closed gives EPIPE for a word that is sent (unix(7)), and Node then throws away what
 * was to be read of it. So whoever turns its clients away at once may do so first.
 */
function say(socket: Socket, data: Uint8Array | string): void {
  if (socket.remoteAddress !== undefined) socket.write(data);
  else setTimeout(() => socket.writable && socket.write(data), TURN);
}

/** Wraps a connected socket of Node's (plain, or in TLS). */
export function wireOf(socket: Socket): Wire {
  let buffer: Buffer = Buffer.allocUnsafe(4096);
  let length = 0;
  let ended: Received | null = null;
  let errno: string | null = null;
  let wake = () => {};
  const end = (how: Received) => {
    ended ??= how;
    wake();
  };
  socket.on('data', (chunk: Buffer) => {
    const kept = chunk.subarray(0, LIMIT - length);
    buffer = withRoom(buffer, length, kept.length);
    kept.copy(buffer, length);
    length += kept.length;
    if (length === LIMIT) {
      socket.pause();
      end('done');
    } else wake();
  });
  socket.on('end', () => end('closed'));
  socket.on('close', () => end('closed'));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    errno ??= error.code ?? error.message;
    end(endBy(error.code));
  });
  const bytes = () => buffer.subarray(0, length);
  return {
    send: data => say(socket, data),
    isUnheard: () => false,
    bytes,
    errno: () => errno,
    // Never by a reset: a server that does not expect one may die of it.
    close: () => void socket.destroy(),
    receive: (done, until) =>
      new Promise(resolve => {
        const finish = (how: Received) => {
          clearTimeout(timer);
          wake = () => {};
          resolve(how);
        };
        const timer = setTimeout(() => finish('silent'), Math.max(0, until - performance.now()));
        wake = () => {
          if (length > 0 && done(bytes())) finish('done');
          else if (ended !== null) finish(ended);
        };
        wake();
      }),
  };
}
