import type { FileLine } from './types.js';

/** The lines before `index` that it takes until the line is one of a kind in the file. */
function contextOf(text: string, lines: readonly string[], index: number): string {
  for (let first = index; first >= 0; first--) {
    const piece = lines.slice(first, index + 1).join('\n');
    if (text.indexOf(piece) === text.lastIndexOf(piece))
      return piece.slice(0, piece.length - lines[index]!.length);
  }
  return '';
}

/** The lines of a file that satisfy `matches`, each with what makes it one of a kind. */
export function linesWhere(file: string, text: string, matches: (line: string) => boolean): FileLine[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) =>
    matches(line) ? [{ file, line: index + 1, text: line, before: contextOf(text, lines, index) }] : [],
  );
}
