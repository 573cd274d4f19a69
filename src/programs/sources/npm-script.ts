import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath } from '../door.js';
import { editAt, occursOnce } from '../fixes/edit.js';
import { baseName, invocationOf } from '../invocation.js';
import { literal } from '../literal.js';
import type { Edit } from '../program.js';

/** The package.json whose script a process was started by (docs.npmjs.com, "scripts": npm_package_json); null where none was. */
export function packageFile({ environment, directory }: Process): string | null {
  const { npm_package_json: path, npm_lifecycle_event: script } = environment ?? {};
  if (path?.startsWith('/')) return path;
  return script && directory ? absolutePath('package.json', directory) : null;
}

/** What a script's shell would not run as the words that it is written in. */
const SHELL = /["'`$\\|<>(){}*?#]/;

/** A word that npm has put in quotes (`npx http-server`, whose shell runs 'http-server') and that needs none. */
const NEEDLESS = /'([\w@./:=+-]+)'/g;

/**
 * The words that a script of package.json gives a program that has replaced its command line by a title: those of the
 * script's last command, with the arguments that npm has added where its shell is there to tell. Undefined where another
 * program is named there, or the shell would make other words of it.
 */
export function commandInScript(
  process: Process,
  processes: readonly Process[],
): readonly string[] | undefined {
  const { titled, name } = invocationOf(process);
  const script = process.environment?.npm_lifecycle_script;
  if (!titled || !script) return undefined;
  const shell = processes.find(({ pid }) => pid === process.parent)?.command ?? [];
  const line = shell[1] === '-c' && shell[2]?.startsWith(script) ? shell[2] : script;
  const last = line.replace(NEEDLESS, '$1').split(/&&|;/).at(-1) ?? '';
  const words = last.trim().split(/\s+/);
  const start = words.findIndex(word => !/^(\w+=.*|cross-env|npx|exec|env)$/.test(word));
  const own = words.slice(start);
  return start >= 0 && !SHELL.test(last) && baseName(own[0] ?? '') === name ? own : undefined;
}

/** The arguments of a process, and those of a command that is to take its place. */
export interface Arguments {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What differs: the words between those that both begin and end with. */
function differing({ before, after }: Arguments): Arguments {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end))
    end++;
  return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}

/** A script by its name, as the text of package.json has it, and where that begins. */
function scriptIn(
  text: string,
  name: string,
): { readonly script: string; readonly start: number } | undefined {
  const scripts = Math.max(0, text.indexOf('"scripts"'));
  const key = literal(JSON.stringify(name));
  const value = new RegExp(`${key}\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(text.slice(scripts));
  if (!value) return undefined;
  const script = value[1]!;
  return { script, start: scripts + value.index + value[0].length - 1 - script.length };
}

/** The script that a process was started by, and what package.json has in its place by now; undefined where that is the same. */
export function changedScript(process: Process, files: readonly ConfigurationFile[]) {
  const { npm_lifecycle_event: name, npm_lifecycle_script: old } = process.environment ?? {};
  const path = packageFile(process);
  const file = files.find(each => each.path === path);
  const now = name && file ? scriptIn(file.text, name)?.script.replace(/\\(["\\/])/g, '$1') : undefined;
  return !file || !old || !now || old === now ? undefined : { file, old, now };
}

/** The script of package.json with the new arguments in the place of the old ones; undefined where it does not hold them once. */
export function scriptEdit(
  process: Process,
  words: Arguments,
  files: readonly ConfigurationFile[],
): Edit | undefined {
  const path = packageFile(process);
  const file = files.find(each => each.path === path);
  const name = process.environment?.npm_lifecycle_event;
  if (!file || !name) return undefined;
  const found = scriptIn(file.text, name);
  if (!found) return undefined;
  const { script: text, start } = found;
  for (const { before, after } of [words, differing(words)]) {
    const find = before.join(' ');
    const replacement = after.join(' ');
    if (!occursOnce(text, find) || /["\\]/.test(replacement)) continue;
    const at = start + text.indexOf(find);
    return editAt(file, at, at + find.length, replacement);
  }
  const isAdded = words.before.every((word, at) => words.after[at] === word);
  const added = words.after.slice(words.before.length).join(' ');
  const end = start + text.length;
  // Else another program has it, which starts the server.
  const isIts = text.split(/\s+/).some(word => baseName(word) === invocationOf(process).name);
  return isAdded && isIts && added !== '' && !SHELL.test(text + added) && !/[&;]/.test(text)
    ? editAt(file, end, end, ` ${added}`)
    : undefined;
}
