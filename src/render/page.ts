import { escaped } from './escape.js';
import type { Theme } from './theme.js';
import { wrap } from './wrap.js';

/** A page of Markdown for the terminal: headings stand out, paragraphs are wrapped, commands stay as they are. */
export function renderPage(markdown: string, theme: Theme, columns: number): string {
  const width = Math.min(columns, 100);
  let code = false;
  const lines = paragraphs(markdown).flatMap(line => {
    if (line.startsWith('```')) {
      code = !code;
      return [];
    }
    if (code) return [`    ${theme.command(escaped(line))}`];
    const heading = /^#+ (.*)$/.exec(line);
    if (heading) return [theme.strong(escaped(plain(heading[1] ?? '')))];
    const item = /^(\s*(?:[-*]|\d+\.) )(.*)$/.exec(line);
    const indent = item ? (item[1]?.length ?? 0) : 0;
    const body = wrap(escaped(plain(item ? (item[2] ?? '') : line)), width - indent);
    return body.length
      ? body.map((each, index) => (index === 0 ? (item?.[1] ?? '') : ' '.repeat(indent)) + each)
      : [''];
  });
  return `${lines.join('\n').trim()}\n`;
}

/** Lines of one paragraph or list item are one line; code keeps its own. */
function paragraphs(markdown: string): string[] {
  const joined: string[] = [];
  let code = false;
  for (const line of markdown.split('\n')) {
    const fence = line.startsWith('```');
    const before = joined.at(-1);
    const continues =
      !code &&
      !fence &&
      line.trim() !== '' &&
      !/^(#|\s*[-*] |\s*\d+\. |\|)/.test(line) &&
      before &&
      !/^(#|```|\|)/.test(before);
    if (continues) joined[joined.length - 1] = `${before} ${line.trim()}`;
    else joined.push(line);
    if (fence) code = !code;
  }
  return joined;
}

/** Links and emphasis as plain words. */
const plain = (text: string): string =>
  text
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/`([^`]+)`/g, '$1');
