import type { Process } from '../../facts/processes/types.js';
import { isRunner } from '../family.js';
import { invocationOf } from '../invocation.js';

/** A keyword of the shell where a command may begin, as POSIX has it (Shell Command Language, 2.9.4). */
const keyword = /(?:^|[;&|({\n]|\b(?:do|then|else))[ \t]*(while|until|for|select|done)\b/g;

/** A script with blanks in the place of its comments, so that the rest stays where it is. */
export const withoutComments = (script: string): string =>
  script.replace(/(?<=^|\s)#.*$/gm, all => ' '.repeat(all.length));

/** The loops of a shell script, outermost only, each with its words from the keyword to its `done`. */
export function loopsIn(script: string): readonly string[] {
  const text = withoutComments(script);
  const loops: string[] = [];
  let depth = 0;
  let start = 0;
  // A keyword may end what the next one needs before it, so each search begins at the end of the last word itself.
  keyword.lastIndex = 0;
  for (let match = keyword.exec(text); match; match = keyword.exec(text)) {
    const at = match.index + match[0].length - match[1]!.length;
    if (match[1] !== 'done') {
      if (depth++ === 0) start = at;
    } else if (depth > 0 && --depth === 0) loops.push(text.slice(start, keyword.lastIndex));
  }
  return depth > 0 ? [...loops, text.slice(start)] : loops;
}

/** The loop that a script ends with. One that more comes behind only waits for something: `until nc -z db 5432; do`. */
export function lastLoop(script: string): string | undefined {
  const last = loopsIn(script).at(-1);
  if (last === undefined) return undefined;
  const text = withoutComments(script);
  const rest = text
    .slice(text.lastIndexOf(last) + last.length)
    .replace(/\d?[<>]{1,2}[ \t]{0,9}[^\s;|]+/g, '');
  return /^[\s;&})]*(?:wait)?$/.test(rest.trimEnd()) ? last : undefined;
}

/** Its condition never fails, or a command in it is what a variable holds: `while :; do`, `until "$@"; do`. */
const unbounded =
  /^(?:while|until)[ \t]+(?:true|:|1|false|\[+ (?:1|true) \]+)[ \t]*[;\n]|^for[ \t]*\(\([ \t]*;[ \t]*;|(?:[;&|(\n]|\b(?:do|while|until|then))[ \t]*"?\$[\w{@*]/;

/** A loop that goes on whatever comes, or (`until python3 app.py; do`) until its server has served and ended in order. */
export const isEndless = (loop: string): boolean => unbounded.test(loop) || /^until[ \t]+(?!!)/.test(loop);

/** Commands that start no server, with their words: what they look for, say or end may be called as it is. */
const idle =
  /(^|[;&|({\n`!]|\b(?:do|then|else|while|until|if|elif))([ \t]*)(?:echo|printf|logger|p?grep|pidof|ps|p?kill|killall|curl|wget|nc|test|tail|touch|rm|\[+)[ \t](?:"[^"]*"|'[^']*'|[^;&|\n)`"'])*/g;

/** `for x in WORDS` and `while read`: such a loop ends with its list, and each of its rounds is another's. */
const list = /^(?:for[ \t]+\w+[ \t]+in\b[^;\n]*|while[ \t][^;\n]*?\bread\b[^;\n]*)/;

/** A loop that ends by itself, and starts something else in each round. */
export const isOverList = (loop: string): boolean => list.test(loop);

/** Redirections whose `&` ends no command: `2>&1`, `&>log`. */
const redirections = /[<>]&|&>/g;

/** A command that its shell does not wait for, up to its `&`. */
const background = /(?<=^|[;&|\n])[^;&|\n]*(?<!&)&(?!&)/g;

/** What of a script may start a server; of a loop: again, once that ends. */
function starting(script: string): string {
  const text = withoutComments(script).replaceAll('\\\n', ' ').replace(idle, '$1$2');
  return list.test(text) ? text.replace(list, '').replace(redirections, ' ').replace(background, '') : text;
}

/** What may stand between the head of a function and the next one's: its body is the line, or ends with a line that closes it. */
const body = /^[^\n]*\}[ \t]*(?=\n|$)|^[\s\S]*?\n[ \t]*\}|^/;

/** The functions of a script that start what a text `names`, by themselves or through each other. */
function startersIn(script: string, names: (text: string) => boolean): ReadonlySet<string> {
  const parts = starting(script).split(/^[ \t]*(?:function[ \t]+)?([\w-]+)[ \t]*\(\)/m);
  const functions = parts.flatMap((name, at) => {
    if (at % 2 === 0) return [];
    const [text] = body.exec(parts[at + 1]!)!;
    return [{ name, text, words: wordsOf(text) }];
  });
  const found = new Set(functions.flatMap(({ name, text }) => (names(text) ? name : [])));
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { name, words } of functions) if (words.some(word => found.has(word))) found.add(name);
  }
  return found;
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s;&|(){]+/);

/**
 * Whether a script runs this process again as soon as it ends: a loop starts it, or calls a function that does;
 * or what stands `between` the two (`until ./start.sh`, `until npm start`). One that names none of them
 * (`while :; do $COMMAND; done`) is believed of a loop that may run anything alone.
 */
export function runsInLoop(script: string, process: Process, between: readonly Process[] = []): boolean {
  const loops = loopsIn(script);
  if (loops.length === 0) return false;
  const names = [nameOf(process), ...between.flatMap(each => ownName(each) ?? [])];
  const named = (text: string): boolean => names.some(name => isNamedIn(text, name));
  const again = loops.map(starting);
  if (again.some(named)) return true;
  if (!named(script)) return again.some(loop => unbounded.test(loop));
  const starters = startersIn(script, named);
  return again.some(loop => wordsOf(loop).some(word => starters.has(word)));
}

/** The word by which a script would name the process: what it runs rather than on which interpreter. */
function nameOf(process: Process): string {
  const { name, language } = invocationOf(process);
  return name.length > 1 ? name : (language ?? process.name);
}

/** The word for what stands between them: a script, or a runner by its title, `npm run dev`; wrappers run much else. */
function ownName(process: Process): string | undefined {
  const { name, script, titled, head, args } = invocationOf(process);
  if (titled && isRunner(process)) return [...head, ...args].join(' ');
  return script && !script.startsWith('-') && name.length > 1 ? name : undefined;
}

/** The name as a word of its own, of which a path may be a part. */
function isNamedIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\w.-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + name.length] ?? ' ')) return true;
  return false;
}
