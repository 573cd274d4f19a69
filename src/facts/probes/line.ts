import type { Socket } from 'node:net';
import { leave } from '../../system/tcp/leave.js';
import type { Stream } from '../../system/tcp/stream.js';
import { wireOn } from './stream-wire.js';
import { type Wire, wireOf } from './wire.js';

/** An open connection on which nothing was said yet. It is taken for one purpose, once. */
export interface Line {
  /** For a conversation in the clear. */
  wire(): Wire;
  /** For a handshake: Node's own socket, with a listener that swallows errors. */
  socket(): Socket;
  /**
   * Leaves: what the server sends first is read and thrown away, because to close with bytes unread is a reset, of which a
   * server that does not expect one may die.
   */
  leave(): Promise<void>;
  /** Closes at once. */
  close(): void;
}

/** How long a server that was only connected to may take to close its side, milliseconds. */
const PARTING = 100;

function leaveSocket(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => socket.destroy(), PARTING);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
    socket.end();
  });
}

/** A line by Node's own socket. */
export const lineOf = (socket: Socket): Line => ({
  wire: () => wireOf(socket),
  socket: () => socket,
  leave: () => leaveSocket(socket),
  close: () => void socket.destroy(),
});

/** A line by a stream of our own. */
export const lineOn = (stream: Stream): Line => ({
  wire: () => wireOn(stream),
  socket: () => {
    const { Socket } = process.getBuiltinModule('node:net');
    return new Socket({ fd: stream.descriptor }).on('error', () => {});
  },
  leave: () => leave(stream),
  close: stream.close,
});
