import type { Diagnosis, Verdict } from '../diagnosis/types.js';
import { escaped } from './escape.js';
import { clientName, outcomeWords } from './reach.js';
import type { Theme } from './theme.js';
import { headline } from './verdict.js';
import { indented } from './wrap.js';

const was: Readonly<Record<Verdict, string>> = {
  reachable: 'it could be reached',
  'local-only': 'it answered on this machine only',
  degraded: 'it could be reached from some places only',
  unreachable: 'it could not be reached',
  inconclusive: 'that could not be decided',
};

/** What a fix has changed: the verdict, who gets through now, and what is still wrong. */
export function renderComparison(before: Diagnosis, after: Diagnosis, theme: Theme, columns: number): string {
  const turned = before.verdict === after.verdict ? [] : [`Before, ${was[before.verdict]}.`];
  const changed = after.reach.flatMap(each => {
    const was = before.reach.find(old => old.from === each.from && old.address === each.address);
    return was && was.outcome !== each.outcome
      ? `from ${clientName(each)} to ${each.address}: ${outcomeWords[was.outcome]} → ${outcomeWords[each.outcome]}`
      : [];
  });
  const next = after.causes.find(each => each.severity === 'error');
  const left = next ? [`What is left: ${next.summary} (${next.code})`] : [];
  const lines = [...turned, ...changed, ...left].map(each => indented(escaped(each), 2, columns));
  return `${[headline(after, theme, columns), ...lines].join('\n')}\n`;
}
