import { unsent, written } from './progress.js';
import { type Progress, type Slot, stateOf } from './slot.js';

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
