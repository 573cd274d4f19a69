import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isInside, type Root, statusOf } from './file.js';
import { escapeHtml, page } from './html.js';

/** More entries than this are not listed; the page says so. */
const mostEntries = 10_000;

interface Entry {
  readonly name: string;
  readonly directory: boolean;
  readonly size: number;
  readonly modifiedMs: number;
}

type Column = 'name' | 'size' | 'date';

const orders: Readonly<Record<Column, (a: Entry, b: Entry) => number>> = {
  name: (a, b) => (a.name < b.name ? -1 : 1),
  size: (a, b) => a.size - b.size,
  date: (a, b) => a.modifiedMs - b.modifiedMs,
};

/**
 * The page of a directory: names, sizes and dates, sorted by `?sort=name|size|date` and `&order=desc`, directories first.
 * Only what would be served is listed. Throws where the directory cannot be read.
 */
export const listing = (
  root: Root,
  directory: string,
  names: readonly string[],
  query: string,
  dotfiles: boolean,
): string => {
  const shown = readdirSync(directory).filter(name => dotfiles || !name.startsWith('.'));
  const entries = shown.slice(0, mostEntries).flatMap(name => entryOf(root, join(directory, name), name));
  const asked = new URLSearchParams(query);
  const column = asColumn(asked.get('sort'));
  const descending = asked.get('order') === 'desc';
  const sign = descending ? -1 : 1;
  entries.sort(
    (a, b) => Number(b.directory) - Number(a.directory) || sign * orders[column](a, b) || orders.name(a, b),
  );
  const title = `/${names.map(name => `${name}/`).join('')}`;
  const parent = names.length > 0 ? '<tr><td><a href="../">../</a><td><td>\n' : '';
  const more =
    shown.length > mostEntries ? `<p>${shown.length - mostEntries} more entries are not listed.` : '';
  return page(
    title,
    `<table>${heads(column, descending)}\n${parent}${entries.map(row).join('\n')}</table>${more}`,
  );
};

const asColumn = (text: string | null): Column => (text === 'size' || text === 'date' ? text : 'name');

const entryOf = (root: Root, path: string, name: string): Entry[] => {
  const stats = statusOf(path);
  if (!stats || !(stats.isFile() || stats.isDirectory()) || !isServed(root, path)) return [];
  return [
    {
      name,
      directory: stats.isDirectory(),
      size: stats.isDirectory() ? 0 : stats.size,
      modifiedMs: stats.mtimeMs,
    },
  ];
};

const isServed = (root: Root, path: string): boolean => {
  try {
    return root.follow || isInside(root.root, realpathSync(path));
  } catch {
    return false;
  }
};

const heads = (column: Column, descending: boolean): string =>
  `<tr>${(['name', 'size', 'date'] as const)
    .map(name => {
      const order = name === column && !descending ? '&amp;order=desc' : '';
      const mark = name === column ? (descending ? ' ↓' : ' ↑') : '';
      return `<th${name === 'size' ? ' class="n"' : ''}><a href="?sort=${name}${order}">${name}</a>${mark}`;
    })
    .join('')}`;

const row = ({ name, directory, size, modifiedMs }: Entry): string => {
  const shown = directory ? `${name}/` : name;
  const link = `./${encodeURIComponent(name)}${directory ? '/' : ''}`;
  const date = new Date(modifiedMs).toISOString().slice(0, 16).replace('T', ' ');
  return `<tr><td><a href="${link}">${escapeHtml(shown)}</a><td class="n">${directory ? '' : size}<td>${date}`;
};
