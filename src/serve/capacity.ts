import { readFileSync } from 'node:fs';
import type { GuardLimits } from './http/guard-limits.js';

/** Descriptors for the program itself: its files, logs, listening sockets, name lookups. */
const reserved = 64;
const usual = 1000;

/** How many descriptors this process may have; 1,024 where nobody tells. */
export const descriptorLimit = (): number => {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line ? Number(line[1]) : 1024;
  } catch {
    return 1024;
  }
};

/**
 * How many connections one process serves and turns away, so that descriptors never run out: each one served may hold a
 * socket and a file. `wanted` is an upper bound, undefined for the usual one.
 */
export const placesFor = (
  limit: number,
  wanted: number | undefined,
): Pick<GuardLimits, 'served' | 'turnedAway'> => {
  const affordable = Math.max(8, Math.floor((limit - reserved) / 2.25));
  const served = Math.max(1, Math.min(affordable, wanted ?? usual));
  return { served, turnedAway: Math.max(2, Math.floor(Math.min(served, affordable) / 4)) };
};
