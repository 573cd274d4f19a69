import type { Diagnosis, Verdict } from '../diagnosis/types.js';

/** The better the lower: what a fix must not make worse. */
const rank: Readonly<Record<Verdict, number>> = {
  reachable: 0,
  degraded: 1,
  'local-only': 1,
  inconclusive: 2,
  unreachable: 3,
};

/** Somebody gets through now who did not, nobody is known to be worse off, and the rest could not be looked at. */
export function isGain(before: Diagnosis, after: Diagnosis): boolean {
  const pairs = after.reach.map(({ from, address, outcome }) => ({
    was: before.reach.find(old => old.from === from && old.address === address)?.outcome,
    is: outcome,
  }));
  return (
    after.verdict === 'inconclusive' &&
    pairs.some(({ was, is }) => was !== 'ok' && is === 'ok') &&
    pairs.every(({ was, is }) => was !== 'ok' || is === 'ok' || is === 'unknown')
  );
}

/** The server that was to be mended is gone: it was ended, and has not come back. */
const isGone = (before: Diagnosis, after: Diagnosis): boolean =>
  before.listeners.length > 0 && after.listeners.length === 0 && after.verdict !== 'reachable';

/** A verdict that could not be decided is no worse by itself: whoever is no root may not see who else gets through now. */
export const isWorse = (before: Diagnosis, after: Diagnosis): boolean =>
  (rank[after.verdict] > rank[before.verdict] || isGone(before, after)) && !isGain(before, after);

/** Another cause stands in the way now, and it has a fix to apply. */
export function hasNext(before: Diagnosis, after: Diagnosis): boolean {
  const [was, is] = [before, after].map(({ causes }) => causes.find(each => each.severity === 'error'));
  return is !== undefined && is.code !== was?.code && is.fixes[0]?.steps !== undefined;
}
