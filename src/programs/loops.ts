import type { Process } from '../facts/processes/types.js';
import { baseName } from './invocation.js';

/** A keyword of the shell where a command may begin, as POSIX has it (Shell Command Language, 2.9.4). */
const keyword = /(?:^|[;&|({\n]|\b(?:do|then|else))[ \t]*(while|until|for|select|done)\b/g;

/** The loops of a shell script, outermost only, each with its words from the keyword to its `done`. */
export function loopsIn(script: string): readonly string[] {
  const text = script.replace(/(^|\s)#.*$/gm, '$1');
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

/**
 * Whether a script runs this process again as soon as it ends: it is named in a loop, or in a function that a loop
 * calls. One that names it nowhere (`while :; do $COMMAND; done`) is believed of an endless loop alone.
 */
export function runsInLoop(script: string, process: Process): boolean {
  const loops = loopsIn(script);
  if (loops.length === 0) return false;
  const names = namesOf(process);
  const named = (text: string): boolean => names.some(name => text.includes(name));
  if (loops.some(named)) return true;
  if (!named(script)) return loops.some(loop => !/^(for|select)\b/.test(loop));
  const functions = new Set(
    [...script.matchAll(/^[ \t]*(?:function[ \t]+)?([\w-]+)[ \t]*\(\)/gm)].map(([, name]) => name!),
  );
  return loops.some(loop => loop.split(/[\s;&|(){]+/).some(word => functions.has(word)));
}

/** The words by which a script would name the process: what it runs rather than on which interpreter. */
function namesOf(process: Process): readonly string[] {
  const [first = '', ...rest] = process.command.slice(0, 100);
  const words = rest.filter(word => /^[^-]/.test(word) && /[a-z]/i.test(word)).map(baseName);
  return (words.length > 0 ? words : [baseName(first)]).filter(word => word.length > 1);
}
