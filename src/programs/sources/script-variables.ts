import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { editAt } from '../fixes/edit.js';
import { literal } from '../literal.js';
import type { Edit } from '../program.js';

// Variables that a script of a shell sets by itself: what it is handed, it overwrites.

/** Where a script sets a variable of this very name; its comments are passed over. */
const assigned = (script: string, name: string): readonly RegExpExecArray[] =>
  [...script.matchAll(new RegExp(`^[ \\t]*#[^\\n]*|(?<![\\w$.-])${literal(name)}=`, 'gm'))].filter(
    ([found]) => found.startsWith(name),
  );

/** Whether a script sets a variable. */
export const sets = (script: string, name: string): boolean => assigned(script, name).length > 0;

/** What a shell takes as it stands, in quotes or not. */
const PLAIN = /^[\w.:,/@%+*[\]-]*$/;

/** The variable set anew where the script sets it, once and to what the process has; undefined where it does so otherwise. */
export function setAnew(
  file: ConfigurationFile,
  { environment }: Process,
  [name, value]: readonly [name: string, value: string],
): Edit | undefined {
  const [set, ...more] = assigned(file.text, name);
  if (!set || more.length > 0 || !PLAIN.test(value)) return undefined;
  const [, quote = '', now = ''] =
    /^(["']?)([^\s;&|"']*)/.exec(file.text.slice(set.index + set[0].length)) ?? [];
  const end = set.index + set[0].length + quote.length + now.length;
  const closed = quote === '' ? !/^["']/.test(file.text.slice(end)) : file.text[end] === quote;
  if (!closed || now === '' || now !== environment?.[name]) return undefined;
  return editAt(file, set.index, end, `${name}=${quote}${value}`);
}
