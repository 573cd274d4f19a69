import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { bracketed } from '../../net/address.js';
import { absolutePath, filesAt, folderOf, startedIn } from '../door.js';
import { namesAddress } from '../fixes/address-words.js';
import { occursOnce } from '../fixes/edit.js';
import { baseName } from '../invocation.js';
import { literal } from '../literal.js';
import type { Candidate, Change, FileDoor, Wanted } from '../program.js';
import { sectionAt } from './settings-section.js';

const ENDING = 'json|ya?ml|toml|ini|cfg|conf|properties';
const IS_ONE = new RegExp(`^(?:--?[\\w-]{1,32}=)?([^=]{1,256}\\.(?:${ENDING}))$`);
/** "config.json", and "config", "default.json" of a call that joins a path. */
const NAMED = new RegExp(
  `((?:["'][\\w.-]{1,32}["'],\\s{0,8}){0,2})["'\`](?:\\$\\{\\w{1,32}\\})?([\\w./-]{1,128}\\.(?:${ENDING}))["'\`]`,
  'g',
);
const IS_SETTINGS = new RegExp(`\\.(?:${ENDING})$`);
/** Files that people keep settings in, by their name. */
export const isSettings = ({ path }: ConfigurationFile): boolean =>
  IS_SETTINGS.test(path) && !MANIFEST.test(path);
/** What it sets, nodemonEdit changes: it is no other's. */
export const isNodemonFile = ({ path }: ConfigurationFile): boolean => path.endsWith('/nodemon.json');
const MANIFEST = /(?:^|\/)(?:package(?:-lock)?|tsconfig|composer|nodemon)\.json$/;
/** So many places are looked at, and so many files are kept. */
const TRIED = 32;
const MOST = 8;
/** In the place of a line that was not kept. */
const GONE = '…';

/** What has no value: `redis:`, `"redis": {`, `[redis]`. */
const HEADING =
  /^[ \t]*(?:- )?(?:["']?[\w.-]{1,64}["']?[ \t]*:[ \t]*\{?|\[{1,2}[\w.: "-]{1,64}\]{1,2})[ \t\r]*$/;

/** The lines that may be about where it listens: all that a name of an address is part of. Others may hold secrets. */
const KEPT = /host|bind|addr|listen|interface|ip|url|serve|port/i;

/** A line that was not kept, as deep as it was, and with its braces: they tell where a section ends. */
const withheld = (line: string): string => line.replace(/\S.*$/s, rest => GONE + rest.replace(/[^{}]/g, ''));

/** The files of settings that a command names, or a string of its sources, with nothing of their other lines. */
export function settingsFiles(
  { process, invocation }: Candidate,
  files: readonly ConfigurationFile[],
  door: FileDoor,
): readonly ConfigurationFile[] {
  const from = startedIn(process);
  const given = invocation.args
    .flatMap(word => IS_ONE.exec(word)?.[1] ?? [])
    .map(word => absolutePath(word, from));
  // A server's configuration names what it includes, in comments too: no settings of a program of one's own.
  const sources = files.filter(({ path }) =>
    invocation.language === null ? path.endsWith('.go') : !IS_SETTINGS.test(path),
  );
  const named = sources.flatMap(({ path, text }) =>
    [...text.matchAll(NAMED)].flatMap(([, folders = '', name = '']) => {
      const word = folders.replace(/["'\s]/g, '').replaceAll(',', '/') + name;
      // __dirname + '/config.json' is no absolute path.
      return [word, `./${word}`]
        .map(each => absolutePath(each, folderOf(path)))
        .concat(absolutePath(word, from));
    }),
  );
  const paths = [...new Set([...given, ...named])].filter(path => !MANIFEST.test(path)).slice(0, TRIED);
  return filesAt(door, paths).slice(0, MOST).map(withoutOthers);
}

/** A file of settings with those lines alone that may be about where a server listens. */
export const withoutOthers = (file: ConfigurationFile): ConfigurationFile => ({
  ...file,
  text: file.text
    .split('\n')
    .map(line => (KEPT.test(line) || HEADING.test(line) ? line : withheld(line)))
    .join('\n'),
});

const PORT = /(?<![\w.-])port["']?[ \t]{0,8}[:=][ \t]{0,8}["']?\d/i;
const COMMENT = /^[ \t]*(?:[#;]|\/\/)|[ \t]#/;

/** An address in a file of settings, with the name that it has. */
interface Place {
  readonly file: ConfigurationFile;
  readonly start: number;
  readonly end: number;
  /** Its section has the port of the server. */
  readonly hasPort: boolean;
}

/** Where an address of this server may be written: not beside another port, nor in a section of what it connects to. */
function placesIn(file: ConfigurationFile, pattern: RegExp, port: number): readonly Place[] {
  const { path, text } = file;
  // A number alone may be a time.
  const isPort = new RegExp(
    `(?:port\\w{0,16}["']?[ \\t]{0,8}[:=][ \\t]{0,8}["']?|[\\w\\]]:)${port}(?![\\d.])`,
    'i',
  );
  return [...text.matchAll(pattern)].slice(0, TRIED).flatMap(({ index: start, 0: said, 2: name = '' }) => {
    const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    if (!namesAddress(name) || COMMENT.test(line)) return [];
    const end = start + said.length;
    const { names, body } = sectionAt(text, start);
    const hasPort = text[end] === ':' || isPort.test(body);
    // backend.yml is the server's own.
    const about = [baseName(path).replace(/api|backend|proxy/g, ''), ...names, 'host'].join('.');
    const isOther = PORT.test(body) || !namesAddress(about);
    return isOther && !hasPort ? [] : [{ file, start, end, hasPort }];
  });
}

/** What stands at a place alone: it, or with as little as will do of what is beside it, if that was kept. */
function findAt({ file: { text }, start, end }: Place): readonly [number, number] | undefined {
  const before = text.lastIndexOf('\n', text.lastIndexOf('\n', start - 1) - 1) + 1;
  const next = text.indexOf('\n', text.indexOf('\n', end) + 1);
  const after = text.indexOf('\n', end) < 0 || next < 0 ? text.length : next;
  const cuts = (from: number, to: number) =>
    [...text.slice(from, to).matchAll(/[,{}\n]/g)].map(({ index }) => from + index);
  const ends = [end, ...cuts(end + 1, after).slice(0, TRIED), after];
  const starts = [...cuts(before, start).slice(-TRIED).reverse(), before - 1].map(cut => cut + 1);
  const ranges = [...ends.map(to => [start, to] as const), ...starts.map(from => [from, end] as const)];
  return [...ranges, [before, after] as const].find(range => {
    const find = text.slice(...range);
    return occursOnce(text, find) && !find.includes(GONE);
  });
}

/**
 * `host: 127.0.0.1` of a file of settings: the only one, or the only one in whose section the port is. Other lines were not
 * kept, so what is looked for has the name with the address: no other line holds that.
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
  const found = own.flatMap(file => placesIn(file, pattern, port));
  const near = found.filter(({ hasPort }) => hasPort);
  const [place, ...more] = near.length > 0 ? near : found;
  if (!place || more.length > 0) return [];
  const { file, start, end } = place;
  const range = findAt(place);
  const said = file.text.slice(start, end);
  const at = bound.findLast(each => said.endsWith(each))!;
  const written = writtenFor(address, file, end - at.length, end);
  if (!range || written === undefined) return [];
  const [from, to] = range;
  const find = file.text.slice(from, to);
  const replace = file.text.slice(from, end - at.length) + written + file.text.slice(end, to);
  const title = `Write ${address} in ${baseName(file.path)}`;
  return [{ title, edits: [{ file: file.path, find, replace }] }];
}

/** An IPv6 address stands in brackets before a port; a colon at the end of a word is YAML's own. */
function writtenFor(
  address: string,
  { path, text }: ConfigurationFile,
  start: number,
  end: number,
): string | undefined {
  const pair = text[end] === ':' ? bracketed(address) : address;
  if (!address.includes(':') || /["']/.test(text[start - 1] ?? '') || !/\.ya?ml$/.test(path)) return pair;
  return pair === address ? `"${address}"` : undefined;
}
