import type { Socket } from './types.js';

/** How many connections programs have accepted: those have an inode; what waits for that has none. */
export const acceptedOf = (sockets: readonly Socket[]): number =>
  sockets.filter(({ state, inode }) => inode !== 0 && (state === 'established' || state === 'close-wait'))
    .length;
