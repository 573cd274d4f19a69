import { parseAddress } from '../../net/address.js';
import { linesWhere } from './lines.js';
import type { FileLine, HostsEntry } from './types.js';

/** A hosts file, as far as one name is concerned. */
export interface HostsFile {
  readonly entries: readonly HostsEntry[];
  readonly malformed: readonly FileLine[];
}

/** Longer files are block lists: of these only the lines that mention the name are looked at. */
const LONG = 64 * 1024;

/**
 * Reads hosts(5): an address and its names on each line, `#` begins a comment. `entries` are the lines that give `name`
 * an address: whole words, in upper or lower case. `malformed` are those with words and no address before them, and those
 * that have the name with something stuck to it; the system passes over them silently.
 */
export function parseHosts(text: string, name: string, file = '/etc/hosts'): HostsFile {
  const wanted = name.toLowerCase();
  const long = text.length > LONG;
  if (long && !text.toLowerCase().includes(wanted)) return { entries: [], malformed: [] };
  const mayCount = (line: string) => !long || line.toLowerCase().includes(wanted);
  const entries = linesWhere(
    file,
    text,
    line => mayCount(line) && namesWord(wordsOf(line), wanted) && isEntry(wordsOf(line)),
  );
  const malformed = linesWhere(
    file,
    text,
    line => mayCount(line) && wordsOf(line).length > 0 && !(isEntry(wordsOf(line)) && !sticks(line, wanted)),
  );
  return {
    entries: entries.map(line => {
      const [address, ...names] = wordsOf(line.text);
      return { ...line, address: address!, names };
    }),
    malformed,
  };
}

const wordsOf = (line: string): string[] =>
  line
    .replace(/#.*/, '')
    .split(/[ \t\r\v\f]+/)
    .filter(Boolean);

const isEntry = ([address, ...names]: readonly string[]): boolean =>
  names.length > 0 && parseAddress(address!) !== undefined;

/** What stands between commas, which separate nothing in a hosts file. */
export const byCommas = (word: string): string[] => word.split(/[,;]+/).filter(Boolean);

/** A word that means the name and no hosts file takes: with a scheme, a port, a path, a comma, or for all names below another. */
export const holdsName = (word: string, name: string): boolean => {
  const wanted = name.toLowerCase();
  const text = word.toLowerCase();
  if (/^\*?\../.test(text)) return wanted.endsWith(text.replace('*', ''));
  const bare = (part: string) => part.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
  return text !== wanted && byCommas(text).some(part => bare(part) === wanted);
};

/** The line with a blank between its address and a name that was written right behind it: 10.0.0.1shop.test. */
export const unglued = (line: string): string =>
  line.replace(/^(\s*\d{1,3}(?:\.\d{1,3}){3})(?=[a-z])/i, '$1 ');

const sticks = (line: string, wanted: string): boolean =>
  wanted !== '' && wordsOf(line).some((word, at) => at > 0 && holdsName(word, wanted));

const namesWord = ([, ...names]: readonly string[], wanted: string): boolean =>
  wanted !== '' && names.some(each => each.toLowerCase() === wanted);
