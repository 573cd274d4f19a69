import { escaped } from './escape.js';

/** A column: its heading, and how narrow it may become when the table is too wide (never, without). */
export interface Column {
  readonly heading: string;
  readonly least?: number;
}

const GAP = 2;

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;

/** Takes what is too much from the columns that may be narrowed, the last of them first. */
function widths(columns: readonly Column[], rows: readonly (readonly string[])[], total: number): number[] {
  const wide = columns.map(({ heading }, at) =>
    Math.max(heading.length, ...rows.map(row => row[at]?.length ?? 0)),
  );
  let excess = wide.reduce((sum, width) => sum + width, GAP * (columns.length - 1)) - total;
  for (let at = columns.length - 1; at >= 0 && excess > 0; at--) {
    const least = columns[at]!.least ?? wide[at]!;
    const taken = Math.min(excess, Math.max(0, wide[at]! - least));
    wide[at]! -= taken;
    excess -= taken;
  }
  return wide;
}

/**
 * Rows of text as lines in columns under their headings, escaped, no wider than `total` as far as the columns may be
 * narrowed. The last column ends where its text does.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total: number,
): { readonly heading: string; readonly lines: readonly string[] } {
  const texts = rows.map(row => row.map(escaped));
  const wide = widths(columns, texts, total);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cut(cell, wide[at]!).padEnd(wide[at]!))
      .join(' '.repeat(GAP))
      .trimEnd();
  return { heading: line(columns.map(({ heading }) => heading)), lines: texts.map(line) };
}
