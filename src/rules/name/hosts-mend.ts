import { byCommas, holdsName, unglued } from '../../facts/names/hosts.js';
import type { FileLine } from '../../facts/names/types.js';
import { parseAddress } from '../../net/address.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { edit, type Hidden, shown } from './hidden.js';

/** Characters that nobody sees, and that belong to a word all the same: a byte order mark, a blank of no width. */
const UNSEEN = /[\u200b\ufeff]/g;
const NO_BREAK = /\u00a0/g;

/** The address at the start of a word with something stuck to it: a port, a comma, a mask, a scheme; in decimal numbers. */
function addressIn(word: string): string | undefined {
  if (parseAddress(word)) return word;
  const found = /^(?:https?:\/\/)?(\d{1,3}(?:\.\d{1,3}){3})(?!\d)/i.exec(word)?.[1];
  const plain = found?.split('.').map(Number).join('.');
  return plain !== undefined && parseAddress(plain) ? plain : undefined;
}

/** The line as hosts(5) reads it: the address first, and the name without what is stuck to it. */
function mended(text: string, name: string): string | undefined {
  const hash = text.includes('#') ? text.indexOf('#') : text.length;
  const words = unglued(text.slice(0, hash).replace(UNSEEN, '').replace(NO_BREAK, ' '));
  const [, indent = '', first = '', rest = ''] = /^(\s*)(\S+)(\s.*)$/s.exec(words) ?? [];
  const address = addressIn(first);
  const bare = (word: string) =>
    holdsName(word, name)
      ? byCommas(word)
          .map(part => (holdsName(part, name) ? name : part))
          .join(' ')
      : word;
  if (address) return `${indent}${address}${rest.replace(/\S+/g, bare)}${text.slice(hash)}`;
  const last = rest.trim().split(/\s+/).at(-1) ?? '';
  if (!parseAddress(last)) return undefined;
  const end = rest.lastIndexOf(last);
  return `${indent}${last} ${bare(first)}${rest.slice(0, end).trimEnd()}${rest.slice(end + last.length)}${text.slice(hash)}`;
}

/** Why the system passes over the line. */
function whyPassedOver({ text }: FileLine, name: string): string {
  if (text.search(/[\u200b\u00a0\ufeff]/) >= 0)
    return 'has a character in it that nobody sees, such as a byte order mark, and is passed over';
  const [first = '', ...others] = text.trim().split(/\s+/);
  if (first.includes('%'))
    return 'says an interface with the address, which the C library takes from no hosts file, and is passed over';
  const stuck = others.find(word => holdsName(word, name));
  if (parseAddress(first) && stuck)
    return `gives an address to ${stuck}, and a hosts file takes nothing but names`;
  if (unglued(text) !== text) return 'has no blank between the address and the name, and is passed over';
  return /^0\d|\.0\d/.test(first) && addressIn(first)
    ? 'begins with an address that has leading zeros, and is passed over'
    : 'does not begin with an address and is passed over';
}

/** A line of the hosts file that was meant for the name, and that the system cannot read. */
export function byLine(line: FileLine, name: string): Hidden {
  const better = mended(line.text, name);
  const [first = ''] = line.text.trim().split(/\s+/);
  const instead: Fix = {
    title: `Give ${name} an address that needs no interface`,
    text: `A link-local address can be asked for only as it is: ${first}`,
    needsRoot: false,
  };
  return {
    summary: `${line.file} line ${line.line} has ${name}, but ${whyPassedOver(line, name)}: ${line.text.trim()}`,
    says: `${line.file} line ${line.line} cannot be read`,
    evidence: [shown(line)],
    fixes:
      better !== undefined && better !== line.text
        ? [edit(`Write line ${line.line} of ${line.file} as an address and names`, line, better)]
        : first.includes('%')
          ? [instead]
          : [],
  };
}
