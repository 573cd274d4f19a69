import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { absolutePath, filesAt, folderOf, startedIn } from '../door.js';
import { namesAddress } from '../fixes/address-words.js';
import { occursOnce } from '../fixes/edit.js';
import { baseName } from '../invocation.js';
import { literal } from '../literal.js';
import type { Candidate, Change, FileDoor, Wanted } from '../program.js';

const ENDING = 'json|ya?ml|toml|ini|cfg|conf|properties';
const IS_ONE = new RegExp(`^(?:--?[\\w-]{1,32}=)?([^=]{1,256}\\.(?:${ENDING}))$`);
/** "config.json", and "config", "default.json" of a call that joins a path. */
const NAMED = new RegExp(
  `((?:["'][\\w.-]{1,32}["'],\\s{0,8}){0,2})["']([\\w./-]{1,128}\\.(?:${ENDING}))["']`,
  'g',
);
const MANIFEST = /(?:^|\/)(?:package(?:-lock)?|tsconfig|composer)\.json$/;
const MOST = 8;
/** In the place of a line that was not kept. */
const GONE = '…';

/** The lines that may be about where it listens: all that a name of an address is part of. Others may hold secrets. */
const KEPT = /host|bind|addr|listen|interface|ip|url|serve|port/i;

/** The files of settings that a command names, or a string of its sources, with nothing of their other lines. */
export function settingsFiles(
  { process, invocation }: Candidate,
  sources: readonly ConfigurationFile[],
  door: FileDoor,
): readonly ConfigurationFile[] {
  const from = startedIn(process);
  const given = invocation.args
    .flatMap(word => IS_ONE.exec(word)?.[1] ?? [])
    .map(word => absolutePath(word, from));
  const named = sources.flatMap(({ path, text }) =>
    [...text.matchAll(NAMED)].flatMap(([, folders = '', name = '']) => {
      const word = folders.replace(/["'\s]/g, '').replaceAll(',', '/') + name;
      return [absolutePath(word, folderOf(path)), absolutePath(word, from)];
    }),
  );
  return filesAt(
    door,
    [...new Set([...given, ...named])].filter(path => !MANIFEST.test(path)).slice(0, MOST),
  ).map(file => ({
    ...file,
    text: file.text
      .split('\n')
      .map(line => (KEPT.test(line) ? line : line.replace(/\S.*$/s, GONE)))
      .join('\n'),
  }));
}

/**
 * `host: 127.0.0.1` of a file of settings: the only one, or the only one that has the port on its line or beside it. Other
 * lines were not kept, so what is looked for has the name with the address: no other line holds that.
 */
export function settingsChanges(
  own: readonly ConfigurationFile[],
  bound: readonly string[],
  { address, port }: Wanted,
): readonly Change[] {
  const pattern = new RegExp(
    `(?<![\\w.-])(["']?)([\\w.-]{1,64})\\1[ \\t]{0,8}[:=][ \\t]{0,8}["']?(${bound.map(literal).join('|')})(?![\\w.]|:(?!${port}\\b)\\d)`,
    'g',
  );
  const isPort = new RegExp(`\\b${port}\\b`);
  const found = own.flatMap(file =>
    [...file.text.matchAll(pattern)]
      .filter(([, , name = '']) => namesAddress(name))
      .map(match => ({ file, said: match[0], at: match[3]!, ...linesAt(file.text, match.index) })),
  );
  const near = found.filter(({ before, after }) => isPort.test(before) || isPort.test(after));
  const [place, ...more] = near.length > 0 ? near : found;
  if (!place || more.length > 0) return [];
  const { file, said, at, after } = place;
  const find = [said, after].find(each => occursOnce(file.text, each) && !each.includes(GONE));
  if (find === undefined) return [];
  // A colon at the end of a word is YAML's own.
  const isBare = address.includes(':') && !/["']$/.test(said.slice(0, -at.length));
  const written = isBare ? `"${address}"` : address;
  const replace = said.slice(0, -at.length) + written + find.slice(said.length);
  const title = `Write ${address} in ${baseName(file.path)}`;
  return [{ title, edits: [{ file: file.path, find, replace }] }];
}

/** From this place to the end of the next line; and what stands before it on its line, and on the one before. */
function linesAt(text: string, at: number): { readonly before: string; readonly after: string } {
  const start = text.lastIndexOf('\n', text.lastIndexOf('\n', at - 1) - 1) + 1;
  return { before: text.slice(start, at), after: text.slice(at).split('\n', 2).join('\n') };
}
