import type { Process } from '../facts/processes/types.js';
import { remembering } from '../net/remember.js';

/** Interpreters whose arguments are understood. */
export type Language = 'python' | 'node' | 'ruby' | 'java' | 'php' | 'perl' | 'shell';

/** An argument vector taken apart: what runs, on which interpreter, with which arguments of its own. */
export interface Invocation {
  /** The interpreter that it runs on; null for a program of its own. */
  readonly language: Language | null;
  /** What runs: a module ('http.server'), a script's base name ('server.py', 'gunicorn') or the executable's. */
  readonly name: string;
  /** The script as it was given, or null. */
  readonly script: string | null;
  /** The module of `python -m`, the main class of Java, or null. */
  readonly module: string | null;
  /** The words before the program's own arguments. */
  readonly head: readonly string[];
  readonly args: readonly string[];
  /** The argument vector was replaced by a title (one string): the words are what can be read out of it. */
  readonly titled: boolean;
}

const languages: readonly (readonly [RegExp, Language])[] = [
  [/^(python|pypy)[\d.]*t?$/, 'python'],
  [/^(node|nodejs|bun|deno)$/, 'node'],
  [/^ruby[\d.]*$/, 'ruby'],
  [/^javaw?$/, 'java'],
  [/^php[\d.]*$/, 'php'],
  [/^perl[\d.]*$/, 'perl'],
  [/^(sh|bash|dash|zsh|ksh|ash)$/, 'shell'],
];

/** Options of each interpreter that take the next word. */
const takesNext: Readonly<Record<Language, RegExp>> = {
  python: /^-[A-Za-z]*[WX]$/,
  node: /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--title|--watch-path)$/,
  ruby: /^-[rIC]$/,
  java: /^(-cp|-classpath|--class-path|-p|--module-path|--add-modules|--add-opens|--add-exports|--add-reads)$/,
  php: /^-[cdt]$/,
  perl: /^-I$/,
  shell: /^(?:[-+][oO]|--rcfile|--init-file)$/,
};

/** Options after which the program text or the module follows. */
const namesProgram: Readonly<Record<Language, RegExp>> = {
  python: /^-[A-Za-z]*[mc]$/,
  node: /^(-e|--eval|-p|--print)$/,
  ruby: /^-e$/,
  java: /^(-jar|-m|--module)$/,
  php: /^-[rSf]$/,
  perl: /^-e$/,
  shell: /^-[a-z]*c$/,
};

/** The last part of a path; the whole word where it has no slash. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Takes a process's argument vector apart. Never throws. */
export const invocationOf = remembering(takeApart);

function takeApart(process: Process): Invocation {
  const { words, titled } = wordsOf(process);
  const first = words[0] ?? '';
  const executable = baseName(first.replace(/^-/, '')) || process.name;
  const language = languages.find(([pattern]) => pattern.test(executable))?.[1] ?? null;
  const plain = { script: null, module: null, titled };
  if (!language)
    return { ...plain, language, name: executable, head: words.slice(0, 1), args: words.slice(1) };
  return { ...interpreted(words, language, executable), titled };
}

type Taken = Omit<Invocation, 'titled'>;

/** Bun and Deno take a command before the script, ts-node is one of Node's own. */
const FILE = /\.[cm]?[jt]sx?$/;
const PRELOADS = /^(?:-r|--require|--import|--preload)$/;
const LOADERS = /^ts-node(?:-esm|-script|-transpile-only|-cwd)?$/;

/** Where the script stands that `bun run index.ts`, `deno serve main.ts` or `ts-node server.ts` names; -1 for none. */
function fileAt(words: readonly string[], executable: string): number {
  const loader = words.findIndex(word => LOADERS.test(baseName(word)));
  const from = /^(?:bun|deno)$/.test(executable) ? 1 : loader > 0 ? loader + 1 : words.length;
  return words.findIndex(
    (word, at) => at >= from && FILE.test(word) && !/^-/.test(word) && !PRELOADS.test(words[at - 1] ?? ''),
  );
}

function interpreted(words: readonly string[], language: Language, executable: string): Taken {
  const file = language === 'node' ? fileAt(words, executable) : -1;
  if (file > 0) return scripted(words, file, language);
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (namesProgram[language].test(word)) return named(words, at, language, executable);
    if (takesNext[language].test(word)) at++;
    else if (!word.startsWith('-') || word === '-') return scripted(words, at, language);
  }
  return { language, name: executable, script: null, module: null, head: words.slice(), args: [] };
}

/** `python -m MODULE`, `java -jar FILE`, `sh -c TEXT`, `php -S ADDRESS`: an option says what runs. */
function named(words: readonly string[], at: number, language: Language, executable: string): Taken {
  const option = words[at]!;
  const what = words[at + 1] ?? '';
  const after = { head: words.slice(0, at + 2), args: words.slice(at + 2) };
  if (language === 'java' || option.endsWith('m'))
    return {
      language,
      name: baseName(what),
      script: option === '-jar' ? what : null,
      module: what,
      ...after,
    };
  const plain = { language, name: executable, script: null, module: null };
  if (language === 'php' && option !== '-r')
    return { ...plain, head: words.slice(0, at), args: words.slice(at) };
  return { ...plain, ...after };
}

function scripted(words: readonly string[], at: number, language: Language): Taken {
  const word = words[at]!;
  const java = language === 'java';
  const head = words.slice(0, at + 1);
  return {
    language,
    name: java ? word : baseName(word),
    script: java ? null : word,
    module: java ? word : null,
    head,
    args: words.slice(at + 1),
  };
}

/**
 * The words of the argument vector. A program that sets its title (setproctitle(3), node's process.title) leaves one
 * string, padded with empty ones: that is split at its blanks.
 */
function wordsOf(process: Process): { words: readonly string[]; titled: boolean } {
  let end = process.command.length;
  while (end > 1 && process.command[end - 1] === '') end--;
  const words = process.command.slice(0, end);
  const only = words[0] ?? '';
  if (words.length !== 1 || only === process.executable) return { words, titled: false };
  if (!/\s/.test(only.trim()) && !replaced(only, process.executable)) return { words, titled: false };
  return { words: whole(only.trim().slice(0, 4096).split(/\s+/), process), titled: true };
}

/** PM2 titles what it runs "node /srv/app.js", which is cut off where PM2's own command was shorter. */
function whole(words: readonly string[], { environment }: Process): readonly string[] {
  const [first = '', cut] = words;
  const ran = environment?.pm_exec_path;
  return words.length === 2 && cut?.startsWith('/') && ran?.startsWith(cut) ? [first, ran] : words;
}

/** One word that is not the interpreter's own name: a script has called itself that; Perl's by their paths, as `$0` has them. */
function replaced(word: string, executable: string | null): boolean {
  const file = baseName(executable ?? '').replace(/[\d.]+$/, '');
  const isName = file === 'perl' || !word.includes('/');
  return isInterpreter(file) && isName && !baseName(word).startsWith(file);
}

const isInterpreter = (name: string): boolean => languages.some(([pattern]) => pattern.test(name));

/** Options that count like those of the command line (docs.gunicorn.org, "Settings"). */
export const optionsInVariable = ({ environment }: Process): readonly string[] =>
  environment?.GUNICORN_CMD_ARGS?.split(/\s+/) ?? [];
