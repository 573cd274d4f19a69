import type { IfacesOptions } from './commands/ifaces.js';
import type { WhyOptions } from './commands/why.options.js';

const ifacesFlags = {
  '-4': '4',
  '-6': '6',
  '-b': 'brief',
  '--brief': 'brief',
  '--json': 'json',
  '--no-color': 'plain',
} as const;

const whyFlags = {
  '-4': '4',
  '-6': '6',
  '-v': 'verbose',
  '--verbose': 'verbose',
  '--json': 'json',
  '--no-color': 'plain',
} as const;

/**
 * The words of a plain command line with the flags that it may have, or undefined for every other one: these commands
 * are asked for often, and to load the parser of options takes as long as what they do.
 */
function plain<F extends string>(words: readonly string[], flags: Readonly<Record<string, F>>) {
  const names = words.filter(word => !word.startsWith('-'));
  const given = words.filter(word => word.startsWith('-'));
  if (!given.every(flag => Object.hasOwn(flags, flag))) return undefined;
  if (given.includes('-4') && given.includes('-6')) return undefined;
  const options = Object.fromEntries(given.map(flag => [flags[flag], true])) as Partial<Record<F, true>>;
  return { names, options };
}

/** The options of a plain `ifaces [NAME] [flags]`. */
export function quickIfaces([command, ...words]: readonly string[]): IfacesOptions | undefined {
  const read = command === 'ifaces' ? plain(words, ifacesFlags) : undefined;
  return read && read.names.length <= 1 ? { ...read.options, name: read.names[0] } : undefined;
}

/** The options of a plain `why TARGET… [flags]`. */
export function quickWhy([command, ...words]: readonly string[]): WhyOptions | undefined {
  const read = command === 'why' ? plain(words, whyFlags) : undefined;
  return read && read.names.length > 0 ? { ...read.options, targets: read.names } : undefined;
}
