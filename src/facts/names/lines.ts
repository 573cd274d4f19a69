import type { FileLine } from './types.js';

const MOST = 64;

/** More lines than these are no context that people would recognise. */
const MOST_BEFORE = 16;

/** The lines before `index` that it takes until the line is one of a kind in the file. */
function contextOf(text: string, lines: readonly string[], index: number): string {
  for (let first = index; first >= Math.max(0, index - MOST_BEFORE); first--) {
    const piece = lines.slice(first, index + 1).join('\n');
    if (text.indexOf(piece) === text.lastIndexOf(piece))
      return piece.slice(0, piece.length - lines[index]!.length);
  }
  return '';
}

/** The first lines of a file that satisfy `matches`, at most 64, each with what makes it one of a kind. */
export function linesWhere(file: string, text: string, matches: (line: string) => boolean): FileLine[] {
  const lines = text.split('\n');
  return lines
    .flatMap((line, index) => (matches(line) ? [index] : []))
    .slice(0, MOST)
    .map(index => ({
      file,
      line: index + 1,
      text: lines[index]!,
      before: contextOf(text, lines, index),
    }));
}
