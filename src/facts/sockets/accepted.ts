import type { Socket } from './types.js';

/** How many connections programs have accepted: those have an inode; what waits for that has none. */
export const acceptedOf = (sockets: readonly Socket[]): number =>
  sockets.filter(({ state, inode }) => inode !== 0 && (state === 'established' || state === 'close-wait'))
    .length;

/** Accepted, asked for something, and no byte of an answer was taken; what the source does not tell of is not it. */
export const awaitsAnswer = ({ state, inode, passed }: Socket): boolean =>
  state === 'established' &&
  inode !== 0 &&
  passed !== undefined &&
  passed.received > 0 &&
  passed.acknowledged === 0;
