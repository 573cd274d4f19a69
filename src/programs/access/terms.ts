/** True, false, or undefined where it rests on more than is known (Kleene's logic). */
export type Term = boolean | undefined;

/** One is enough. */
export const either = (terms: readonly Term[]): Term =>
  terms.includes(true) ? true : terms.includes(undefined) ? undefined : false;

/** None may fail. */
export const all = (terms: readonly Term[]): Term =>
  terms.includes(false) ? false : terms.includes(undefined) ? undefined : true;

/** The contrary of what is known. */
export const not = (term: Term): Term => (term === undefined ? undefined : !term);

/** What is about two clients comes to something else for them, or may. */
export const differ = (one: Term, two: Term): boolean => one === undefined || one !== two;
