/** Breaks text into lines of at most `width` columns, at blanks; a word that is longer stands on a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** The same, each line behind `indent` blanks. */
export const indented = (text: string, indent: number, columns: number): string =>
  wrap(text, Math.max(20, columns - indent))
    .map(line => ' '.repeat(indent) + line)
    .join('\n');
