import type { Diagnosis, Verdict } from '../diagnosis/types.js';
import { escaped } from './escape.js';
import type { Theme } from './theme.js';
import { indented } from './wrap.js';

const marks: Readonly<Record<Verdict, string>> = {
  reachable: '✓',
  'local-only': '✗',
  degraded: '✗',
  unreachable: '✗',
  inconclusive: '?',
};

const coloured = (verdict: Verdict, theme: Theme) =>
  verdict === 'reachable' ? theme.good : verdict === 'inconclusive' ? theme.doubtful : theme.bad;

/** The first line: the verdict in one sentence, behind its mark. */
export function headline({ verdict, summary }: Diagnosis, theme: Theme, columns: number): string {
  const lines = indented(escaped(summary), 2, columns).split('\n');
  const first = theme.strong((lines[0] ?? '').trimStart());
  return [`${coloured(verdict, theme)(marks[verdict])} ${first}`, ...lines.slice(1).map(theme.strong)].join(
    '\n',
  );
}
