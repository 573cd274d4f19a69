import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What the server remembers of one connection; the exchange is the one being answered now. */
export interface Slot {
  /** The socket that carries HTTP: the TLS one once the handshake is done. */
  socket: Socket;
  readonly openedAt: number;
  /** Coarse time at which it was last seen asking or being answered. */
  activeAt: number;
  incoming: IncomingMessage | undefined;
  outgoing: ServerResponse | undefined;
  /** Requests sent ahead (pipelining), waiting for their turn. */
  readonly waiting: (() => void)[];
  progress: Progress;
}

/** How the bytes of a connection moved, as seen once a second. */
export interface Progress {
  read: number;
  written: number;
  /** Since when the present request or answer is under way, and what had moved then. */
  phase: 'request' | 'answer' | 'none';
  since: number;
  readBefore: number;
  writtenBefore: number;
  movedAt: number;
  /** In how many of the seconds something moved. */
  moves: number;
}

const key = Symbol('slot');
type Carrier = Socket & { [key]?: Slot };

/** The slot of a connection that was admitted. */
export const slotOf = (socket: Socket): Slot | undefined => (socket as Carrier)[key];

/** Ties a slot to the socket, in place of a map that would be asked for each request. */
export const putSlot = (socket: Socket, slot: Slot): void => {
  (socket as Carrier)[key] = slot;
};

/** A slot for a connection that was just accepted, at `now` in milliseconds. */
export const createSlot = (socket: Socket, now: number): Slot => ({
  socket,
  openedAt: now,
  activeAt: now,
  incoming: undefined,
  outgoing: undefined,
  waiting: [],
  progress: {
    read: 0,
    written: 0,
    phase: 'none',
    since: now,
    readBefore: 0,
    writtenBefore: 0,
    movedAt: now,
    moves: 0,
  },
});

/** What a connection is doing. `headers`: it has not finished its first request's head; `idle`: between two requests. */
export const stateOf = ({ incoming, outgoing }: Slot): 'headers' | 'content' | 'answer' | 'idle' => {
  if (!incoming) return 'headers';
  if (!incoming.complete) return 'content';
  return outgoing && !outgoing.writableFinished ? 'answer' : 'idle';
};
