import { invisible } from '../net/invisible.js';

const PLAIN = /^[\w@%+=:,./~-]+$/;

const control = /[\t\n]/;

/**
 * One word, quoted so that a POSIX shell reads it as it is, and fish too: within its quotes a backslash escapes another one and a
 * quote, so such a backslash stands outside.
 */
export function quoted(word: string): string {
  if (PLAIN.test(word) && !word.startsWith('~')) return word;
  if (word.search(control) >= 0 || word.search(invisible) >= 0)
    return `$'${[...word].map(escaped).join('')}'`;
  return `'${word.replace(/'|\\(?=[\\']|$)/g, `'\\$&'`)}'`;
}

/** Control characters are written as escapes, so that the line can be printed and pasted (bash's $'…'). */
function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character.search(control) < 0 && character.search(invisible) < 0) return character;
  return [...Buffer.from(character)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** An argument vector as one line of shell. */
export const commandLine = (words: readonly string[]): string => words.map(quoted).join(' ');

/** `NAME=value` before a command; the value alone is quoted, or it would be no assignment. By env where a shell has no such names. */
export function assignments(environment: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(environment);
  return entries.every(([name]) => /^[a-z_]\w*$/i.test(name))
    ? entries.map(([name, value]) => `${name}=${quoted(value)}`)
    : ['env', ...entries.map(([name, value]) => quoted(`${name}=${value}`))];
}

/** What writes a file of these lines; the path is quoted already. */
export const written = (lines: readonly string[], path: string): string =>
  `printf '%s\\n' ${lines.map(quoted).join(' ')} >${path}`;
