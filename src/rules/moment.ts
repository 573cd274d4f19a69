const inUtc = (time: number, characters: number): string =>
  `${new Date(time).toISOString().slice(0, characters).replace('T', ' ')} UTC`;

/** Milliseconds since 1970 as people read them: 2026-11-20 14:05 UTC. */
export const moment = (time: number): string => inUtc(time, 16);

/** The same where two are compared: 2026-11-20 14:05:09 UTC. */
export const momentToSecond = (time: number): string => inUtc(time, 19);
