const inUtc = (time: number, characters: number): string =>
  `${new Date(time).toISOString().slice(0, characters).replace('T', ' ')} UTC`;

/** Milliseconds since 1970 as people read them: 2026-11-20 14:05 UTC. */
export const moment = (time: number): string => inUtc(time, 16);

/** Two that are compared: 2026-11-20 14:05:09 UTC, and to the hundredth where they share their second. */
export function momentsApart(one: number, other: number): readonly [string, string] {
  const characters = Math.floor(one / 1000) === Math.floor(other / 1000) ? 22 : 19;
  return [inUtc(one, characters), inUtc(other, characters)];
}
