import { constants } from 'node:os';

/** The name of an error by its number, as Node gives it (ECONNREFUSED); EIO for one that has no name. */
export const errnoName = (errno: number): string =>
  Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? 'EIO';
