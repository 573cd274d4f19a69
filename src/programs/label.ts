import type { Process } from '../facts/processes/types.js';
import { baseName, invocationOf } from './invocation.js';

const LONGEST = 60;
/** Options, addresses and numbers say how it was started, not what it is. */
const DETAIL = /^-|^[\d.:[\]]+$/;

/** A short command for a process, as people would name it: 'python3 -m http.server', 'gunicorn shop:app', 'node app.js'. */
export function labelOf(process: Process): string {
  const { language, name, script, module, head, args, titled } = invocationOf(process);
  const title = titled && /^([\w.@-]+): (?:master|worker|\/)/.exec(process.command[0]!);
  if (title) return cut(title[1]!);
  if (/^PM2 v[\d.]+: God Daemon/.test(process.command[0] ?? '')) return 'PM2';
  if (titled && !language) return cut(nameIn(process.command[0]!.trim()));
  const interpreter = baseName(head[0] ?? '').replace(/^-/, '');
  if (!interpreter) return cut(process.name);
  const tail = args.slice(0, firstDetail(args)).slice(0, 2);
  if (!language) return cut([name, ...tail].join(' '));
  if (language === 'python' && module) return cut([interpreter, '-m', module, ...tail].join(' '));
  if (language === 'java') return cut(javaLabel(script, module, interpreter));
  if (!script) return cut([interpreter, ...head.slice(1), ...args].join(' '));
  // A script on the search path is a command of its own: 'gunicorn', not 'python3 /usr/bin/gunicorn'.
  if (/(^|\/)\.?s?bin\//.test(script)) return cut([name, ...tail].join(' '));
  return cut([interpreter, name, ...tail].join(' '));
}

/** A title that is a path and nothing else, as Perl leaves one, is a program's name. One that is longer than the arguments were ends in its middle. */
const nameIn = (title: string): string =>
  /\s/.test(title) ? title.replace(/ \([^()]*$/, '') : baseName(title);

function firstDetail(args: readonly string[]): number {
  const at = args.findIndex(word => DETAIL.test(word));
  return at < 0 ? args.length : at;
}

function javaLabel(jar: string | null, mainClass: string | null, interpreter: string): string {
  if (jar) return `${interpreter} -jar ${baseName(jar)}`;
  return mainClass ? `${interpreter} ${mainClass}` : interpreter;
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
