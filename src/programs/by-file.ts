import type { ConfigurationFile } from '../facts/configuration/types.js';
import { isWildcard } from '../net/prefix.js';
import { absolutePath, filesAt, folderOf, startedIn } from './door.js';
import { boundBy } from './fixes/directive.js';
import { editMatch, editsAt, type Replacement } from './fixes/edit.js';
import { optionChange } from './fixes/generic.js';
import { expandPattern } from './include.js';
import { optionValue } from './options.js';
import type { Candidate, Change, Edit, FileDoor, Program, Situation, Wanted } from './program.js';
import { isNamed, recognition } from './recognise.js';

/** A server whose address is a line of its configuration file, and which is known by its name. */
export interface FileServer
  extends Pick<Program, 'id' | 'title' | 'defaultPorts' | 'defaultAddress' | 'everywhere'> {
  /** As Program has it; null for one that may serve anything. */
  readonly speaks: 'http' | 'server-first' | 'other' | null;
  /** As people call it; the title where it is the same. */
  readonly name?: string;
  /** Base names of its executable. */
  readonly names: readonly string[];
  readonly more?: Partial<Program>;
  /** Options that name its file; where there are none, its first bare argument does. */
  readonly fileOptions?: readonly string[];
  /** The file that it reads where none is named; null where it reads none then. */
  readonly file: string | null;
  /** Other files that a file names, in its first group: a path, a pattern or a folder. Global. */
  readonly include?: RegExp;
  /** The names of those that it reads of a folder; all where that is missing. */
  readonly inFolder?: RegExp;
  /** Options that outrank the file. */
  readonly options?: readonly string[];
  /** What the setting is called. */
  readonly setting: string;
  /** The lines that hold the address, or several, in their first group. Global. */
  lines(wanted: Wanted): readonly RegExp[];
  /** Words that stand for the loopback addresses there, beside these themselves. */
  readonly loopback?: readonly string[];
  /** The address as the file has it; where it is missing, the first word of `everywhere` for a wildcard, and else itself. */
  word?(address: string): string;
  /** What to write where the file says nothing of it, and behind which line; the last one where that is missing. */
  readonly missing?: { readonly after?: RegExp; text(wanted: Wanted): string };
  readonly risk?: string;
  /** What to do where it has no file. */
  readonly byHand?: (wanted: Wanted) => string;
  /** The command that restarts it, where it does that by itself. */
  restart?(candidate: Candidate): string | undefined;
}

function filesOf({ process, invocation }: Candidate, server: FileServer, door: FileDoor) {
  const named = server.fileOptions
    ? optionValue(invocation.args, server.fileOptions)
    : invocation.args.find(word => !word.startsWith('-'));
  const main = named ?? server.file;
  if (main === null) return [];
  const files = filesAt(door, [absolutePath(main, startedIn(process))]);
  return [...files, ...files.flatMap(file => included(file, server, door))];
}

function included({ path, text }: ConfigurationFile, { include, inFolder }: FileServer, door: FileDoor) {
  if (!include) return [];
  const folder = folderOf(path);
  const patterns = [...text.matchAll(include)].map(([, each = '']) => absolutePath(each.trim(), folder));
  return filesAt(
    door,
    patterns.flatMap(each => {
      const names = /[*?[]/.test(each) ? [] : door.list(each);
      if (names.length === 0) return expandPattern(door, each);
      return names
        .filter(name => inFolder?.test(name) ?? true)
        .sort()
        .map(name => `${each}/${name}`);
    }),
  );
}

/** A value without the blanks around it, and without the semicolon that ends the last of a list. */
function valueIn(text: string): string {
  const value = text.trim();
  return value.endsWith(';') ? value.slice(0, -1).trimEnd() : value;
}

/** The whole value is replaced where it names what is bound now; a list of addresses, as one that holds it. */
function replacements(file: ConfigurationFile, server: FileServer, bound: readonly string[], wanted: Wanted) {
  const { address } = wanted;
  const word =
    server.word?.(address) ?? (isWildcard(address) ? server.everywhere?.[0] : undefined) ?? address;
  return server.lines(wanted).flatMap(pattern =>
    [...file.text.matchAll(pattern)].flatMap((match): readonly Replacement[] => {
      const value = valueIn(match[1] ?? '');
      if (!value.split(/[\s,;]+/).some(each => bound.includes(each))) return [];
      const start = match.index + match[0].lastIndexOf(value);
      return [{ start, end: start + value.length, text: word }];
    }),
  );
}

/** The line that is missing, written behind the one that it belongs to. */
function added(file: ConfigurationFile | undefined, server: FileServer, wanted: Wanted): readonly Edit[] {
  const { missing } = server;
  if (!missing || !file) return [];
  const more = `\n${missing.text(wanted)}`;
  if (missing.after) {
    const edit = editMatch(file, missing.after, ([line]) => line + more);
    return edit ? [edit] : [];
  }
  const end = file.text.trimEnd().length;
  const start = file.text.lastIndexOf('\n', end - 1) + 1;
  return editsAt(file, [{ start, end, text: file.text.slice(start, end) + more }]);
}

function changesOf(server: FileServer, situation: Situation, wanted: Wanted, candidate: Candidate) {
  const { options = [], setting, risk, lines } = server;
  const set = optionValue(candidate.invocation.args, options) !== undefined;
  if (set) return optionChange(candidate, options, wanted.address);
  const now = situation.listener?.local.address ?? '';
  const also = isWildcard(now) ? server.everywhere : server.loopback;
  const bound = [...boundBy(situation), ...(also ?? [])];
  const files = situation.configuration;
  const edits = files.flatMap(file => editsAt(file, replacements(file, server, bound, wanted)));
  const silent = files.every(({ text }) => lines.call(server, wanted).every(line => text.search(line) < 0));
  const all = edits.length > 0 || !silent ? edits : added(files[0], server, wanted);
  const restart = server.restart?.(candidate);
  const more = { ...(risk !== undefined && { risk }), ...(restart !== undefined && { restart }) };
  const title = `Write the address in ${setting}`;
  if (all.length > 0) return [{ title, edits: all, ...more }] satisfies readonly Change[];
  return server.byHand ? [{ title, byHand: server.byHand(wanted), ...more }] : [];
}

/** The lines of most files that say the port: port = 873, listen_port=21, <port>8000</port>, listening-port=3478. */
const PORT = /^[ \t]*<?(?:server-|listen(?:ing)?[_-]|http_|listen-on )?ports?\b[\s=:>]{1,9}"?(\d+)/gim;

/** A program that is fully described by its name and the lines of its file. */
export function byFile(server: FileServer): Program {
  const { id, title, names, defaultPorts, defaultAddress, everywhere, more } = server;
  return {
    id,
    title,
    defaultPorts,
    defaultAddress,
    fileAlone: true,
    portLine: { file: /./, line: PORT, counts: 'all' },
    ...(everywhere && { everywhere }),
    ...(server.speaks !== null && { speaks: server.speaks }),
    recognise: candidate => (isNamed(candidate, names) ? recognition(server.name ?? title) : undefined),
    configuration: (candidate, door) => filesOf(candidate, server, door),
    listenAt: (situation, wanted, candidate) => changesOf(server, situation, wanted, candidate),
    ...more,
  };
}
