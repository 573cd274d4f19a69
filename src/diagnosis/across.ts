import type { Settled } from './settle.js';
import type { Found } from './types.js';

/** Machines at one interface have both families, so its two networks are one client here. */
const isSameClient = (a: Settled, b: Settled): boolean =>
  a.question.vantage.label === b.question.vantage.label &&
  a.question.vantage.input === b.question.vantage.input;

/** The root cause at another address that makes a finding one of its consequences; what leaves its own address open has to be told. */
function rootOf(found: Found, elsewhere: readonly Found[]): Found | undefined {
  if (found.finding.outcome === 'unknown') return undefined;
  return elsewhere.find(
    root =>
      root.code !== found.code &&
      root.finding.behind !== found.code &&
      root.finding.severity === 'error' &&
      found.explainedBy.includes(root.code) &&
      !root.explainedBy.includes(found.code),
  );
}

/**
 * Takes away what a cause at another address of the same client explains: a port that is published for IPv4 alone, and
 * to the wrong place, has no listener on IPv6 either, and the one mistake is the one to mend.
 */
export const explainAcross = (all: readonly Settled[]): readonly Settled[] =>
  all.map(settled => {
    const elsewhere = all
      .filter(other => other !== settled && isSameClient(other, settled))
      .flatMap(other => other.found);
    const explained = settled.found.flatMap(found => {
      const root = rootOf(found, elsewhere);
      return root ? [{ code: found.code, by: root.code }] : [];
    });
    if (explained.length === 0) return settled;
    const found = settled.found.filter(each => !explained.some(one => one.code === each.code));
    return { ...settled, found, explained: [...settled.explained, ...explained] };
  });
