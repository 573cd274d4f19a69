import type { Socket } from 'node:net';
import { createSlot, type Progress, putSlot, type Slot, stateOf } from './slot.js';

/** The places that a server has and how long a connection may take; times in milliseconds. */
export interface GuardLimits {
  /** Connections that are served at the same time. */
  readonly served: number;
  /** Further ones that are answered 503 and closed; beyond those a newcomer is closed at once. */
  readonly turnedAway: number;
  /** For a request's head, and for a TLS handshake. */
  readonly headersMs: number;
  readonly idleMs: number;
  /** A peer that moves fewer bytes a second, after `graceMs`, is let go. */
  readonly leastBytesPerSecond: number;
  readonly graceMs: number;
  /** The longest time without any byte moving while there is something to move. */
  readonly stallMs: number;
}

/** Limits that a probe survives under thousands of slow clients. */
export const defaultLimits: GuardLimits = {
  served: 1000,
  turnedAway: 200,
  headersMs: 10_000,
  idleMs: 5_000,
  leastBytesPerSecond: 512,
  graceMs: 10_000,
  stallMs: 20_000,
};

/** The door of a server: who gets a place, and who has to leave. */
export interface Guard {
  /** True: the connection has a place. False: it was turned away or closed, and nothing more is to be done with it. */
  admit(socket: Socket, encrypted: boolean): boolean;
  /** Coarse clock, milliseconds. */
  now(): number;
  readonly slots: ReadonlySet<Slot>;
  /** Stops the clock and closes every connection. */
  stop(): void;
}

const busy =
  'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 29\r\n\r\n' +
  'The server is full just now.\n';
const turnedAwayMs = 1000;

/** Watches over the connections of one process. */
export const createGuard = (limits: GuardLimits): Guard => {
  const slots = new Set<Slot>();
  let leaving = 0;
  let now = Date.now();

  const tick = (): void => {
    now = Date.now();
    for (const slot of slots) if (isOverdue(slot, limits, now)) slot.socket.destroy();
  };
  const timer = setInterval(tick, 1000);
  timer.unref();

  const take = (socket: Socket): true => {
    const slot = createSlot(socket, Date.now());
    slots.add(slot);
    putSlot(socket, slot);
    socket.once('close', () => slots.delete(slot));
    return true;
  };

  const turnAway = (socket: Socket, encrypted: boolean): false => {
    leaving++;
    socket.once('close', () => leaving--);
    socket.on('error', () => {});
    if (encrypted) socket.destroy();
    else {
      socket.end(busy);
      socket.resume();
      setTimeout(() => socket.destroy(), turnedAwayMs).unref();
    }
    return false;
  };

  return {
    admit(socket, encrypted) {
      if (slots.size < limits.served) return take(socket);
      const evicted = chooseVictim(slots, Date.now());
      if (evicted) {
        slots.delete(evicted);
        evicted.socket.destroy();
        return take(socket);
      }
      if (leaving < limits.turnedAway) return turnAway(socket, encrypted);
      socket.destroy();
      return false;
    },
    now: () => now,
    slots,
    stop: () => {
      clearInterval(timer);
      for (const { socket } of slots) socket.destroy();
    },
  };
};

/** A peer that moved bytes in so many different seconds is an honest one, */
const provenMoves = 2;
/** and is trusted for so long after it last did. */
const trustMs = 10_000;

const isProven = ({ moves, movedAt }: Progress, now: number): boolean =>
  moves >= provenMoves && now - movedAt < trustMs;

/** Whoever came so recently may just not have had the time to ask. */
const youngMs = 1000;
/** A reader that has taken nothing for so long stands still. */
const stillMs = 2000;

/**
 * Who gives up a place to a newcomer: the oldest that has not finished its request, else the reader that has stood still
 * for longest, else the oldest that is idle. In a flood all of them are too young to tell; then the larger crowd is the
 * flood: of those that have not asked yet the oldest, of those that read the one that has taken least. Long honest
 * uploads and downloads keep their places, and so does whoever waits for us.
 */
export const chooseVictim = (slots: Iterable<Slot>, now: number): Slot | undefined => {
  const { asking, reading, idle } = sort(slots, now);
  const [oldest] = asking;
  if (oldest && now - oldest.openedAt >= youngMs) return oldest;
  const stillest = least(reading, ({ progress }) => progress.movedAt);
  if (stillest && now - stillest.progress.movedAt >= stillMs) return stillest;
  if (idle.length > 0) return least(idle, ({ activeAt }) => activeAt);
  return reading.length > asking.length ? least(reading, ({ socket }) => written(socket)) : oldest;
};

interface Sorted {
  readonly asking: Slot[];
  readonly reading: Slot[];
  readonly idle: Slot[];
}

/** Those that may have to leave, oldest first, by what they are doing. */
const sort = (slots: Iterable<Slot>, now: number): Sorted => {
  const sorted: Sorted = { asking: [], reading: [], idle: [] };
  for (const slot of slots) {
    const state = stateOf(slot);
    if (state === 'idle') sorted.idle.push(slot);
    else if (state === 'headers') sorted.asking.push(slot);
    else if (isProven(slot.progress, now)) continue;
    else if (state === 'content') sorted.asking.push(slot);
    else if (unsent(slot) > 0) sorted.reading.push(slot);
  }
  return sorted;
};

/** The first of those with the smallest value. */
const least = (slots: readonly Slot[], value: (slot: Slot) => number): Slot | undefined => {
  let found: Slot | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    const own = value(slot);
    if (own < smallest) {
      smallest = own;
      found = slot;
    }
  }
  return found;
};

/** Bytes that wait for the peer to read. */
const unsent = ({ socket, outgoing }: Slot): number =>
  socket.writableLength + (outgoing?.writableLength ?? 0);

/** Node counts a write as done when it is handed over; what the kernel has not taken yet is in the handle's queue. */
const written = (socket: Socket): number => {
  const handle = (socket as Socket & { _handle?: { bytesWritten?: number; writeQueueSize?: number } | null })
    ._handle;
  if (handle?.bytesWritten === undefined) return socket.bytesWritten - socket.writableLength;
  return handle.bytesWritten - (handle.writeQueueSize ?? 0);
};

const isOverdue = (slot: Slot, limits: GuardLimits, now: number): boolean => {
  const state = stateOf(slot);
  if (state === 'headers') return now - slot.openedAt > limits.headersMs;
  if (state !== 'idle') slot.activeAt = now;
  const { progress } = slot;
  const phase = state === 'content' ? 'request' : state === 'answer' && unsent(slot) > 0 ? 'answer' : 'none';
  observe(slot, phase, now);
  if (phase === 'none') return state === 'idle' && now - slot.activeAt > limits.idleMs;
  if (now - progress.movedAt > limits.stallMs) return true;
  const elapsed = now - progress.since;
  const moved =
    phase === 'request' ? progress.read - progress.readBefore : progress.written - progress.writtenBefore;
  return elapsed > limits.graceMs && moved < (limits.leastBytesPerSecond * elapsed) / 1000;
};

const observe = (slot: Slot, phase: Progress['phase'], now: number): void => {
  const { progress, socket } = slot;
  const read = socket.bytesRead;
  const sent = written(socket);
  if (phase !== progress.phase) {
    slot.progress = {
      read,
      written: sent,
      phase,
      since: now,
      readBefore: read,
      writtenBefore: sent,
      movedAt: now,
      moves: 0,
    };
    return;
  }
  const moved = phase === 'request' ? read - progress.read : sent - progress.written;
  if (moved >= leastMove) {
    progress.moves++;
    progress.movedAt = now;
  }
  progress.read = read;
  progress.written = sent;
};

/** Fewer bytes in a second are no sign of an honest peer. */
const leastMove = 1024;
