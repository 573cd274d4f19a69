/** Why a fact could not be had. */
export type UnknownReason = 'needs-root' | 'tool-missing' | 'timed-out' | 'unsupported' | 'failed';

/**
 * What is known about one thing on this machine. `known` with an empty list means that we looked and there was
 * nothing; `partial` says what it lacks; `unknown` says why. `source` is the file, call or tool that it came from.
 */
export type Fact<T> =
  | { readonly status: 'known'; readonly value: T; readonly source: string }
  | { readonly status: 'partial'; readonly value: T; readonly source: string; readonly lacks: string }
  | { readonly status: 'unknown'; readonly reason: UnknownReason; readonly detail: string };

/** A fact that was seen whole; the source is the file, call or program that it came from. */
export const known = <T>(value: T, source: string): Fact<T> => ({ status: 'known', value, source });

/** A fact of which something is missing: `lacks` says what, and what it would take. */
export const partial = <T>(value: T, source: string, lacks: string): Fact<T> => ({
  status: 'partial',
  value,
  source,
  lacks,
});

/** A fact that could not be had, and why. */
export const unknown = (reason: UnknownReason, detail: string): Fact<never> => ({
  status: 'unknown',
  reason,
  detail,
});

/** The value of a fact, or undefined where it could not be had. */
export const valueIn = <T>(fact: Fact<T> | undefined): T | undefined =>
  fact === undefined || fact.status === 'unknown' ? undefined : fact.value;

/** The same of a list: empty where it could not be had. */
export const listIn = <T>(fact: Fact<readonly T[]>): readonly T[] => valueIn(fact) ?? [];

/** Turns an error of a system call into the reason why a fact is unknown. */
export function unknownFrom(error: unknown, what: string): Fact<never> {
  const code = (error as NodeJS.ErrnoException)?.code;
  if (code === 'EACCES' || code === 'EPERM')
    return unknown('needs-root', `${what} cannot be read without root`);
  if (code === 'ENOENT') return unknown('tool-missing', `${what} is not on this machine`);
  if (code === 'ETIMEDOUT') return unknown('timed-out', `${what} did not answer in time`);
  return unknown('failed', `${what}: ${error instanceof Error ? error.message : String(error)}`);
}
