/** What a reading gives; undefined where it fails: the file is not there, the process is gone, or hides it. */
export function attempt<T>(reading: () => T): T | undefined {
  try {
    return reading();
  } catch {
    return undefined;
  }
}
