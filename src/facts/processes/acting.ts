import type { Process } from './types.js';

/** Those of a socket's holders that answer on it: a parent that shares it leaves that to its workers. */
export function actingAmong(holders: readonly Process[]): readonly Process[] {
  const workers = holders.filter(({ parent }) => holders.some(({ pid }) => pid === parent));
  return workers.length > 0 ? workers : holders;
}
