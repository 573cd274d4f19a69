import { matches, nameRank } from './nginx-patterns.js';
import type { Directive } from './nginx-tree.js';

/** Words of a map block that are no values to compare with. */
const FLAGS: ReadonlySet<string> = new Set(['volatile', 'default', 'hostnames']);

/** The name with an asterisk that fits a host best. */
function closest(named: readonly Directive[], host: string): Directive | undefined {
  const best = Math.max(1, ...named.map(({ name }) => nameRank(name, host)));
  return named.find(({ name }) => nameRank(name, host) === best);
}

/** Whether a word is an expression that fits; undefined of one that is not to be read here. */
function fitsAs(word: string, text: string): boolean | undefined {
  const [, flag, pattern] = /^~(\*?)(.*)$/s.exec(word) ?? [];
  return pattern === undefined ? false : matches(pattern, text, flag ? 'i' : '');
}

/**
 * What a map makes of a text (nginx.org, "ngx_http_map_module"): strings first, then names with an asterisk where it is for host
 * names, then expressions in their order, then the default. Undefined where that cannot be told from here; it may be another variable.
 */
export function mapped({ block }: Directive, text: string): string | undefined {
  // What is to be included was not read, or it would stand here.
  if (block.some(({ name }) => name === 'include')) return undefined;
  const named = block.filter(({ name }) => !FLAGS.has(name));
  const plain = named.filter(({ name }) => !name.startsWith('~'));
  const forHosts = block.some(({ name }) => name === 'hostnames');
  const byName =
    plain.find(({ name }) => name.toLowerCase() === text.toLowerCase()) ??
    (forHosts ? closest(plain, text) : undefined);
  const found = byName ?? named.find(({ name }) => fitsAs(name, text) !== false);
  if (found && !byName && fitsAs(found.name, text) === undefined) return undefined;
  return (found ?? block.find(({ name }) => name === 'default'))?.arguments[0] ?? '';
}
