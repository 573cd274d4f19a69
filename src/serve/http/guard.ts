import type { Socket } from 'node:net';
import type { GuardLimits } from './guard-limits.js';
import { isOverdue } from './progress.js';
import { createSlot, putSlot, type Slot } from './slot.js';
import { chooseVictim } from './victims.js';

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
