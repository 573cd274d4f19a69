/** A random generator with a seed (mulberry32): the same requests in every run. */
export const createRandom = (
  seed: number,
): { below(limit: number): number; pick<T>(list: readonly T[]): T } => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: list => list[below(list.length)]! };
};
