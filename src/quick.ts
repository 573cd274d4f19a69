import type { IfacesOptions } from './commands/ifaces.js';

const FLAGS: Readonly<Record<string, keyof IfacesOptions | null>> = {
  '-4': '4',
  '-6': '6',
  '-b': 'brief',
  '--brief': 'brief',
  '--json': 'json',
  '--no-color': null,
};

/**
 * The options of a plain `ifaces [NAME] [options]`, or undefined for every other command line: it is asked for often,
 * and to load the parser of options takes as long as all that it does.
 */
export function quickIfaces([command, ...words]: readonly string[]): IfacesOptions | undefined {
  if (command !== 'ifaces') return undefined;
  const names = words.filter(word => !word.startsWith('-'));
  const flags = words.filter(word => word.startsWith('-'));
  if (names.length > 1 || !flags.every(flag => Object.hasOwn(FLAGS, flag))) return undefined;
  const options = Object.fromEntries(flags.map(flag => [FLAGS[flag] ?? 'plain', true]));
  return options['4'] && options['6'] ? undefined : { ...options, name: names[0] };
}
