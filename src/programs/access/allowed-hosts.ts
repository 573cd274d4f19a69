import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Edit } from '../program.js';
import { standsOnce } from '../proxies/upstream.js';
import { decidingSettings, lastHosts } from '../sources/django-settings.js';

/** How one framework's files say which host names are let in. */
interface Grammar {
  readonly file: RegExp;
  /** The list as it may stand there: all before its first word, and its words. */
  readonly list: RegExp;
  /** Where no list stands: what it may be put behind, and the setting. */
  readonly behind?: readonly (readonly [place: RegExp, setting: (word: string) => string])[];
  /** What has to stay allowed beside the new name where the list was empty: the framework's own default. */
  readonly beside?: readonly string[];
  /** The word of the list that lets every name in. */
  readonly every?: string;
  /** Of several files those whose word counts. */
  readonly deciding?: (files: readonly ConfigurationFile[]) => readonly ConfigurationFile[];
  /** Where a file says it for the last time, by a list or otherwise: only that counts. */
  readonly last?: (text: string) => number;
}

const inside = (word: string) => ` allowedHosts: [${word}],`;

const grammars: Readonly<Record<string, Grammar>> = {
  Django: {
    file: /\.py$/,
    list: /^(ALLOWED_HOSTS\s*=\s*\[)([^\]#]*)\]/gm,
    beside: ['localhost', '127.0.0.1', '[::1]'],
    every: '*',
    deciding: decidingSettings,
    last: lastHosts,
  },
  Vite: {
    file: /(?:^|\/)vite\.config\.[cm]?[jt]s$/,
    list: /(\ballowedHosts\s*:\s*\[)([^\]]*)\]/g,
    behind: [
      [/\bserver\s*:\s*\{/g, inside],
      [/\bdefineConfig\(\s*\{|\bexport\s+default\s*\{/g, word => ` server: { allowedHosts: [${word}] },`],
    ],
  },
  'webpack-dev-server': {
    file: /(?:^|\/)webpack\.[\w.]+\.[cm]?[jt]s$/,
    list: /(\ballowedHosts\s*:\s*\[)([^\]]*)\]/g,
    behind: [[/\bdevServer\s*:\s*\{/g, inside]],
    every: 'all',
  },
};

/** What stands before a place on its line makes a comment of it, in JavaScript. */
const isComment = (text: string, place: number): boolean =>
  /(?:^|\s)\/\/|^[ \t]*\/?\*/.test(text.slice(text.lastIndexOf('\n', place - 1) + 1, place));

/** The only place of a text that a pattern finds, if its words stand there just once; the last one where the last counts. */
function onlyPlace(text: string, pattern: RegExp, last?: Grammar['last']): RegExpMatchArray | undefined {
  const found = [...text.matchAll(pattern)].filter(({ index }) => !isComment(text, index));
  const place = last
    ? found.find(({ index }) => index === last(text))
    : found.length === 1
      ? found[0]
      : undefined;
  return place && standsOnce(place[0], text) ? place : undefined;
}

/** The files of a framework that say who is let in. */
const filesOf = ({ file, deciding }: Grammar, files: readonly ConfigurationFile[]) => {
  const own = files.filter(({ path }) => file.test(path));
  return deciding ? deciding(own) : own;
};

function editOf({ list, behind, last, beside = [] }: Grammar, text: string, word: string) {
  const place = onlyPlace(text, list, last);
  if (place) {
    const [find, head = '', words = ''] = place;
    const others = words.trim() === '' ? beside.map(each => `'${each}'`).join(', ') : words.trimStart();
    return { find, replace: `${head}${word}${others ? `, ${others}` : ''}]` };
  }
  if (text.search(/\ballowedHosts\b/) >= 0) return undefined;
  for (const [where, setting] of behind ?? []) {
    const found = onlyPlace(text, where);
    if (found) return { find: found[0], replace: `${found[0]}${setting(word)}` };
  }
  return undefined;
}

/** The one file of a framework that says who is let in, in whatever way. */
export function hostsFile(framework: string, files: readonly ConfigurationFile[]): string | undefined {
  const grammar = Object.hasOwn(grammars, framework) ? grammars[framework] : undefined;
  const own = grammar?.deciding ? filesOf(grammar, files) : [];
  return own.length === 1 ? own[0]!.path : undefined;
}

/**
 * The edit of a framework's own file that lets a host name in, where one file alone says who is let in; undefined where
 * that is worked out by a program, or another way.
 */
export function allowedHostEdit(
  framework: string,
  files: readonly ConfigurationFile[],
  host: string,
): Edit | undefined {
  const grammar = Object.hasOwn(grammars, framework) ? grammars[framework] : undefined;
  if (!grammar || !/^[\w.-]+$/.test(host)) return undefined;
  const edits = filesOf(grammar, files).flatMap(({ path, text }) => {
    const edit = editOf(grammar, text, `'${host}'`);
    return edit ? [{ file: path, ...edit }] : [];
  });
  return edits.length === 1 ? edits[0] : undefined;
}

/** A name as the lists have it: itself, or with a dot before it the name and all below it. */
const covers = (word: string, host: string): boolean =>
  word === host || (word.startsWith('.') && `.${host}`.endsWith(word));

/** The file that lets a host name in as it stands: whoever still turns the name away has not read it, or goes by another. */
export function allowingFile(
  framework: string,
  files: readonly ConfigurationFile[],
  host: string,
): ConfigurationFile | undefined {
  const grammar = Object.hasOwn(grammars, framework) ? grammars[framework] : undefined;
  if (!grammar) return undefined;
  return filesOf(grammar, files).find(({ text }) => {
    const words = onlyPlace(text, grammar.list, grammar.last)?.[2] ?? '';
    return [...words.matchAll(/'([^']*)'|"([^"]*)"/g)].some(each => {
      const word = each[1] ?? each[2] ?? '';
      return word === grammar.every || covers(word, host);
    });
  });
}
