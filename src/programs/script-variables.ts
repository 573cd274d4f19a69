import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Process } from '../facts/processes/types.js';
import { editAt } from './edit.js';
import { literal } from './literal.js';
import type { Edit } from './program.js';

// Variables that a script of a shell sets by itself: what it is handed, it overwrites.

/** Where a script sets a variable of this very name. */
const assigned = (name: string): RegExp => new RegExp(`(?<![\\w$.-])${literal(name)}=`, 'g');

/** Whether a script sets a variable. */
export const sets = (script: string, name: string): boolean => assigned(name).test(script);

/** The variable set anew where the script sets it, once and to what the process has; undefined where it does so otherwise. */
export function setAnew(
  file: ConfigurationFile,
  { environment }: Process,
  [name, value]: readonly [name: string, value: string],
): Edit | undefined {
  const [set, ...more] = file.text.matchAll(assigned(name));
  if (!set || more.length > 0) return undefined;
  const [, quote = '', now = ''] =
    /^(["']?)([^\s;&|"']*)/.exec(file.text.slice(set.index + set[0].length)) ?? [];
  const end = set.index + set[0].length + quote.length + now.length;
  const closed = quote === '' ? !/^["']/.test(file.text.slice(end)) : file.text[end] === quote;
  if (!closed || now === '' || now !== environment?.[name]) return undefined;
  return editAt(file, set.index, end, `${name}=${quote}${value}`);
}
