import { parseAddress } from '../../net/address.js';
import type { HostsEntry, MalformedLine } from './types.js';

/** A hosts file, as far as one name is concerned. */
export interface HostsFile {
  readonly entries: readonly HostsEntry[];
  readonly malformed: readonly MalformedLine[];
}

const MOST = 64;

/** Lines up to and with `index`, and how many before it it takes until they are one of a kind in the file. */
function contextOf(text: string, lines: readonly string[], index: number): string {
  for (let first = index; first >= 0; first--) {
    const piece = lines.slice(first, index + 1).join('\n');
    if (text.indexOf(piece) === text.lastIndexOf(piece))
      return piece.slice(0, piece.length - lines[index]!.length);
  }
  return '';
}

/**
 * Reads hosts(5): an address and its names on each line, `#` begins a comment. `entries` are the lines that give `name`
 * an address: whole words, in upper or lower case. `malformed` are those with words and no address before them; the
 * system passes over them silently.
 */
export function parseHosts(text: string, name: string, file = '/etc/hosts'): HostsFile {
  const entries: HostsEntry[] = [];
  const malformed: MalformedLine[] = [];
  const lines = text.split('\n');
  const wanted = name.toLowerCase();
  for (const [index, line] of lines.entries()) {
    const words = line
      .replace(/#.*/, '')
      .split(/[ \t\r\v\f]+/)
      .filter(Boolean);
    const [address, ...names] = words;
    if (address === undefined) continue;
    if (!parseAddress(address) || names.length === 0) malformed.push({ file, line: index + 1, text: line });
    else if (wanted !== '' && names.some(each => each.toLowerCase() === wanted))
      entries.push({
        file,
        line: index + 1,
        text: line,
        address,
        names,
        before: contextOf(text, lines, index),
      });
  }
  return { entries: entries.slice(0, MOST), malformed: malformed.slice(0, MOST) };
}
