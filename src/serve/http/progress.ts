import type { Socket } from 'node:net';
import type { GuardLimits } from './guard-limits.js';
import { type Progress, type Slot, stateOf } from './slot.js';

/** Bytes that wait for the peer to read. */
export const unsent = ({ socket, outgoing }: Slot): number =>
  socket.writableLength + (outgoing?.writableLength ?? 0);

/**
 * Bytes that the kernel has taken. Node counts a write as done when it is handed over; what the kernel has not taken yet is in the
 * handle's queue.
 */
export const written = (socket: Socket): number => {
  const handle = (socket as Socket & { _handle?: { bytesWritten?: number; writeQueueSize?: number } | null })
    ._handle;
  if (handle?.bytesWritten === undefined) return socket.bytesWritten - socket.writableLength;
  return handle.bytesWritten - (handle.writeQueueSize ?? 0);
};

/** Whether a connection has used up its time, or its peer moves too little (RFC 9110, 15.5.9). Looked at once a second. */
export const isOverdue = (slot: Slot, limits: GuardLimits, now: number): boolean => {
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
