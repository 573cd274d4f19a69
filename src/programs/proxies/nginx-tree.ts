import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { glob } from '../glob.js';

/** One directive of nginx's configuration, with the block below it. */
export interface Directive {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly block: readonly Directive[];
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly mark: boolean;
}

const DEPTH = 20;
const MOST = 20_000;
/** Words of all files together: files that include one another would never end. */
const ALTOGETHER = 200_000;
/** What reading a file again costs beside its words, in words. */
const EACH = 100;

const pattern =
  /#[^\n]*|\n|[{};]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|(?:\\[\s\S]|\$\{\w*\}|[^\s{};"'\\])+/g;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [word] of text.matchAll(pattern)) {
    if (word === '\n') line += 1;
    else if (!word.startsWith('#'))
      tokens.push({
        text: /^["']/.test(word) ? word.slice(1, -1) : word,
        line,
        mark: /^[{};]$/.test(word),
      });
    if (word.length > 1) line += word.split('\n').length - 1;
    if (tokens.length > MOST) break;
  }
  return tokens;
}

/** Files that an include means, among those that were read; relative ones belong to the main file's folder. */
function included(path: string, files: readonly ConfigurationFile[]): readonly ConfigurationFile[] {
  const folder = files[0]?.path.replace(/\/[^/]*$/, '') ?? '';
  const wanted = glob(path.startsWith('/') ? path : `${folder}/${path}`);
  return files.filter(file => wanted(file.path));
}

/** What one directive stands for: itself with its block, or the directives of the files that it includes. */
function meant(words: readonly Token[], block: readonly Directive[], source: Source): readonly Directive[] {
  const [name, ...rest] = words;
  const { file, files, depth } = source;
  if (!name) return [];
  if (name.text === 'include' && rest[0] && depth < DEPTH) {
    const others = included(rest[0].text, files).filter(each => each !== file);
    // One that was not read stays, so that it can be told from nothing.
    if (others.length > 0 || /[*?[]/.test(rest[0].text))
      return others.flatMap(each => parse({ ...source, file: each, depth: depth + 1 }));
  }
  return [
    { name: name.text, arguments: rest.map(word => word.text), file: file.path, line: name.line, block },
  ];
}

interface Source {
  readonly file: ConfigurationFile;
  readonly files: readonly ConfigurationFile[];
  readonly depth: number;
  readonly spent: { words: number };
}

function parse(source: Source): readonly Directive[] {
  if (source.spent.words > ALTOGETHER) return [];
  const tokens = tokensOf(source.file.text);
  source.spent.words += tokens.length + EACH;
  let at = 0;
  const block = (level: number): Directive[] => {
    const directives: Directive[] = [];
    let words: Token[] = [];
    for (let token = tokens[at++]; token && !(token.mark && token.text === '}'); token = tokens[at++]) {
      if (!token.mark) {
        words.push(token);
        continue;
      }
      const inner = token.text === '{' && level < DEPTH ? block(level + 1) : [];
      for (const directive of meant(words, inner, source)) directives.push(directive);
      words = [];
    }
    return directives;
  };
  return block(0);
}

/** A block that the main file has to have; the files of another program on its port may stand before it. */
const EVENTS = /(?:^|[;}])[ \t]*events\s{0,99}\{/m;

/** nginx's configuration as it reads it: from the main file on, with includes put in their places. Total. */
export function nginxTree(files: readonly ConfigurationFile[]): readonly Directive[] {
  const main = files.find(({ text }) => EVENTS.test(text)) ?? files[0];
  if (!main) return [];
  const all = [main, ...files.filter(each => each !== main)];
  return parse({ file: main, files: all, depth: 0, spent: { words: 0 } });
}

/** Every directive of a name at any depth, in order. */
export const every = (directives: readonly Directive[], name: string): readonly Directive[] =>
  directives.flatMap(directive => [
    ...(directive.name === name ? [directive] : []),
    ...every(directive.block, name),
  ]);
