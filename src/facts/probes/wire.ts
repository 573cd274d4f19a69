import type { Socket } from 'node:net';

/** How waiting for bytes ended. */
export type Received = 'done' | 'silent' | 'closed' | 'reset';

/** One open connection, its received bytes kept up to a limit. */
export interface Wire {
  send(bytes: Uint8Array | string): void;
  /** Waits until `done` holds for what has come so far, the other side ends it, or `until` (performance.now()) is over. */
  receive(done: (bytes: Buffer) => boolean, until: number): Promise<Received>;
  /** Everything received so far. */
  bytes(): Buffer;
  /** The error's name that ended it, or null. */
  errno(): string | null;
  close(): void;
}

/** Most bytes kept of one conversation; a server that sends more is cut off. */
const LIMIT = 48 * 1024;

/** Wraps a connected socket (plain, or in TLS). */
export function wireOf(socket: Socket): Wire {
  let buffer = Buffer.allocUnsafe(4096);
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
    if (length + kept.length > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(LIMIT, Math.max(buffer.length * 2, length + kept.length)));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
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
    end(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'closed');
  });
  const bytes = () => buffer.subarray(0, length);
  return {
    send: data => void socket.write(data),
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
