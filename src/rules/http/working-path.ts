import { locationOf, urlOf } from '../../facts/probes/redirects.js';
import type { Evidence } from '../rule.js';
import { statusOf, type Talk, told } from '../talk.js';

/** Where a server that has nothing at a path does answer. */
export interface Working {
  readonly works: string | null;
  /** It is the path that was asked, but for the slash: nothing else is wrong with that. */
  readonly isPath: boolean;
  readonly evidence: readonly Evidence[];
}

/** The same path but for the slash at its end where that works, or else the root, and what that answered. */
export function workingOf(talk: Talk): Working {
  const slash = talk.said('slash');
  // A redirect may lead back to the path that was asked.
  const other = slash?.http && slash.http.status < 300 ? slash : talk.said('root');
  if (!other?.http) return { works: null, isPath: false, evidence: [] };
  const base = locationOf(other);
  const works = other.http.status < 400 ? (base?.href ?? urlOf(other)) : null;
  return {
    works,
    isPath: works !== null && other === slash,
    evidence: [told(other, `${statusOf(other.http)}${base ? `, a redirect to ${base.href}` : ''}`)],
  };
}
