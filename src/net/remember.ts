/**
 * A pure function of one object that works out its answer once for each: what was seen stays what it is, and every rule
 * asks about it for every question.
 */
export function remembering<K extends WeakKey, T>(answer: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly said: T }>();
  return key => {
    const found = known.get(key) ?? { said: answer(key) };
    known.set(key, found);
    return found.said;
  };
}
