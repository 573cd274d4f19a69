import type { Socket } from '../../facts/sockets/types.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { doorOver } from '../../programs/door.js';
import { spells } from '../../programs/fixes/address-words.js';
import { placesOf } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import type { Edit, Situation } from '../../programs/program.js';
import { changedSince } from '../changed-since.js';
import { type ChangedLine, quotedLine } from './changed-line.js';
import { portLines } from './port-not-read.js';

/** The line of a text in which these words begin, as it is quoted. */
export function lineOf(text: string, words: string): string {
  const at = text.indexOf(words) + words.length - words.trimStart().length;
  const end = text.indexOf('\n', at);
  return quotedLine(text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end));
}

/**
 * The place in a source or a file of settings, changed after the start, by which the server would listen where it was asked
 * for, while nothing tells it any more to listen where it does.
 */
export function changedPlace(situation: Situation, { address }: Question): ChangedLine | undefined {
  const { process, listener } = situation;
  const files = situation.configuration.filter(file => changedSince(file, process.startedAt));
  if (!listener || files.length === 0) return undefined;
  const bound = placesOf(situation, listener.local.address);
  if (bound.variables || bound.edits.length > 0) return undefined;
  const wildcards = address.includes(':') ? ['::'] : ['0.0.0.0', '::'];
  const said = [...wildcards, address].flatMap(each => placesOf(situation, each).edits);
  return (
    said.flatMap(each => lineIn(each, files, listener.local.port) ?? [])[0] ??
    everywhere(situation, files, listener.local.port) ??
    left(situation, files, listener.local)
  );
}

/** A line of a server's file about an address (dnsmasq's address=/name/ is none), or one that loads another file, which may have such lines. */
const ADDRESS =
  /^[ \t]*(?:[\w.-]{0,40}(?:bind|listen(?!(?:ing)?[_-]port\b|\w*[ \t]*=[ \t]*(?:yes|no)\b)|interface|address(?!=\/))|import\b|include_shell\b)/im;

/** A port that a line has no address for, which is every address: `http-socket = :8000`. */
const BARE = /[\s=]\*?:\d+$/;

/** The port in the files of a server that listens everywhere where they say no more, as they do now. */
function left(
  situation: Situation,
  files: Situation['configuration'],
  local: Socket['local'],
): ChangedLine | undefined {
  const { process, processes, configuration } = situation;
  const { portLine, defaultAddress } = recognised(process, processes)?.program ?? {};
  const unsaid = isWildcard(defaultAddress ?? '') && !configuration.some(({ text }) => ADDRESS.test(text));
  const ports = files
    .filter(({ path }) => portLine?.file.test(path))
    .flatMap(file => portLines(file, portLine!.line));
  const said = ports.find(each => each.port === local.port && (unsaid || BARE.test(each.line)));
  // With other ports alone it would not listen on this one at all.
  if (said || !unsaid || ports.length > 0) return said;
  return commentedOut(files, local.address) ?? takenOut(situation, files, local);
}

const COMMENTS = /^[ \t]*[#;].*$/gm;

/** A file that has no line of the address any more, of a server that nothing else could have told it. */
function takenOut(
  { process, processes, configuration, machine }: Situation,
  files: Situation['configuration'],
  { address, port }: Socket['local'],
): ChangedLine | undefined {
  const { program, candidate } = recognised(process, processes) ?? {};
  // Of another user's server a file may be missing that is not to be read.
  const isSeen = machine.uid === 0 || machine.uid === process.uid;
  // One that was handed its socket opens none by its file.
  if (!program?.fileAlone || !candidate || !isSeen || process.environment?.LISTEN_FDS) return undefined;
  const texts = configuration.map(({ text }) => text.replace(COMMENTS, ''));
  const isPort = new RegExp(`^[ \\t]*port\\b[ \\t=:]*${port}\\b`, 'im');
  // A port for commands has an address of its own, on loopback in most.
  const serves =
    !program.commandPorts?.includes(port) &&
    (program.defaultPorts.includes(port) || texts.some(text => isPort.test(text)));
  const told = [...process.command, ...Object.values(process.environment ?? {})];
  if (!serves || [...texts, ...told].some(each => spells(each, address))) return undefined;
  const own = program.configuration?.(candidate, doorOver(configuration)) ?? [];
  const file = files.find(each => own.some(({ path }) => path === each.path));
  return file && { file, line: null };
}

/** The line that had it listen where it does, with a sign of comment before it by now. */
function commentedOut(files: Situation['configuration'], address: string): ChangedLine | undefined {
  return files.flatMap(file => {
    const lines =
      file.text.match(/^[ \t]*[#;][#; \t]*[\w.-]{0,40}(?:bind|listen|interface|address)\b.*$/gim) ?? [];
    const line = lines.find(each => spells(each, address));
    return line === undefined ? [] : [{ file, line: quotedLine(line) }];
  })[0];
}

/**
 * Listening calls of a port without an address, by the endings of sources: listen(8000) in Node, ("", 8000) in Python,
 * ":8000" in Go and InetSocketAddress(8000) in Java are every address, of both families but for Python's.
 */
const withoutAddress: readonly (readonly [source: RegExp, call: (port: number) => string])[] = [
  [
    /\.[cm]?[jt]s$/,
    port =>
      `\\.listen\\(\\s{0,9}(?:[\\w.]{1,60}\\s{0,9}(?:\\|\\||\\?\\?)\\s{0,9})?${port}\\s{0,9}(?:\\)|,\\s{0,9}(?:\\(|function\\b|async\\b|\\w{1,60} =>))`,
  ],
  [/\.py$/, port => `\\((?:""|''),\\s{0,9}${port}\\b`],
  [/\.go$/, port => `["\`]:${port}["\`]`],
  [/\.java$/, port => `InetSocketAddress\\(\\s{0,9}${port}\\s{0,9}\\)`],
];

/** A program of its own that loads an application (gunicorn) runs no such line of it. */
function everywhere(
  { process, processes }: Situation,
  files: Situation['configuration'],
  port: number,
): ChangedLine | undefined {
  const program = recognised(process, processes)?.program;
  if (program && !program.generic) return undefined;
  return files.flatMap(file => {
    const call = withoutAddress.find(([source]) => source.test(file.path))?.[1];
    const found = call && new RegExp(`^(?:(?!//|#|^[ \\t]*\\*).){0,400}?${call(port)}`, 'm').exec(file.text);
    return found ? [{ file, line: lineOf(file.text, found[0]) }] : [];
  })[0];
}

/** Words of a line about where to listen, or a line of a call that has nothing but the address. */
const LISTENS = /listen|bind|\brun|serve|launch|host|addr|interface|\bip\b|^["'`]|^-l\b/i;

/** The line of a place, where it is about listening: any list may hold an address, and all of them are in many. */
function lineIn(
  { file: path, find }: Edit,
  files: Situation['configuration'],
  port: number,
): ChangedLine | undefined {
  const file = files.find(each => each.path === path);
  const line = file?.text.includes(find) ? lineOf(file.text, find) : '';
  return file && (LISTENS.test(line) || new RegExp(`\\b${port}\\b`).test(line)) ? { file, line } : undefined;
}
