import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { isWildcard } from '../../net/prefix.js';
import { spells } from '../../programs/fixes/address-words.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { changeFix, restartFix } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import type { Situation } from '../../programs/program.js';
import { loopAbove, startScripts } from '../../programs/sources/start-script.js';
import { holderOf } from '../../programs/supervision/holder.js';
import { serviceFolder } from '../../programs/supervision/service-folder.js';
import { changedSince } from '../changed-since.js';
import { quotedLine } from './changed-line.js';
import type { PortSaid } from './settings-port.js';

/** Arguments of a server, as its process has them and as its script has them by now. */
type IsMeant = (old: readonly string[], now: readonly string[]) => boolean;

/** An address in a command line, with or without a port. */
export const anyAddress = /(?:^|[\s=])(?:\d+\.\d+\.\d+\.\d+|\[?[\da-f]*::[\da-f:]*\]?)(?=$|[\s:])/i;

/** Where the command of a line ends: `&`, `2>&1`, `| tee start.log`. */
const END = /^(?:[;&|]|\d?[<>])/;
const COMMENT = /(?:^|\s)#.*/;

/** The arguments with which a line of a shell starts the server; undefined where it does not, or they are not to be read. */
function argumentsIn(line: string, name: string): readonly string[] | undefined {
  const words = line.replace(COMMENT, '').trim().split(/\s+/);
  const at = words.findIndex(word => baseName(word) === name);
  const end = words.findIndex((word, place) => place > at && END.test(word));
  const found = words.slice(at + 1, end < 0 ? undefined : end);
  // What a variable stands for is not to be seen, nor which words quotes hold together.
  return at < 0 || found.some(word => /["'$`]/.test(word)) ? undefined : found;
}

/**
 * The line of the script that started a server, changed since, that starts it with other arguments, where no line has those of
 * its process any more. A shell that runs it in a loop has the old text, and starts it again by that.
 */
function newLine(
  server: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
  isMeant: IsMeant,
): PortSaid | undefined {
  const { name, head, args } = invocationOf(server);
  const folder = serviceFolder(server, processes);
  const paths = [...startScripts(server, processes), ...(folder ? [`${folder.path}/run`] : [])];
  const changed = files.filter(file => paths.includes(file.path) && changedSince(file, server.startedAt));
  if (changed.length === 0 || loopAbove(server, processes, files)) return undefined;
  const starts = changed.flatMap(file =>
    file.text
      .replace(/\\\n/g, ' ')
      .split('\n')
      .flatMap(line => {
        const now = argumentsIn(line, name);
        return now ? [{ file, line: quotedLine(line), now }] : [];
      }),
  );
  const found = starts.find(({ now }) => isMeant(args, now));
  if (!found || starts.some(({ now }) => now.join(' ') === args.join(' '))) return undefined;
  const { file, line, now } = found;
  const change = { title: 'Start it as its script does by now', command: [...head, ...now] };
  return { file, line, change, inScript: true };
}

/** What puts a line into effect; the words are for a mere restart. */
export const effectOf = (
  situation: Situation,
  { change, inScript }: Pick<PortSaid, 'change' | 'inScript'>,
  restart: string,
): Fix =>
  change && !(inScript && holderOf(situation).kind !== 'none')
    ? changeFix(situation, change)
    : restartFix(situation, restart);

/** The words without those that hold an address, and the options before them. */
const without = (words: readonly string[], holds: (word: string) => boolean): string =>
  words
    .filter((word, at) => !holds(word) && !(/^-[^=]*$/.test(word) && holds(words[at + 1] ?? '')))
    .join(' ');

const isPlace = (word: string): boolean => anyAddress.test(word) || /^\*?:\d+$/.test(word);

/** Other arguments name another address than the bound one, or none, which is every address; and all else as it was. */
function elsewhere(server: Process, processes: readonly Process[], address: string): IsMeant {
  const isBound = (word: string): boolean => spells(word, address);
  const isEverywhere = isWildcard(recognised(server, processes)?.program.defaultAddress ?? '');
  return (old, now) =>
    old.some(isBound) &&
    !now.some(isBound) &&
    (isEverywhere || now.some(isPlace)) &&
    without(old, isBound) === without(now, isPlace);
}

/** A command that would start the server so. */
export function startsElsewhere(
  command: string,
  server: Process,
  processes: readonly Process[],
  address: string,
): boolean {
  const { name, args } = invocationOf(server);
  const now = argumentsIn(command, name);
  return now !== undefined && elsewhere(server, processes, address)(args, now);
}

/** A line of its script that does. */
export const startedElsewhere = (
  server: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
  address: string,
): PortSaid | undefined => newLine(server, processes, files, elsewhere(server, processes, address));

/** A line that has the port in the place of the open one, and all else as it was. */
export function startedOnPort(
  server: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
  open: number,
  port: number,
): PortSaid | undefined {
  const isOpen = new RegExp(`(?<!\\d)${open}(?!\\d)`);
  return newLine(
    server,
    processes,
    files,
    (old, now) =>
      old.some(word => isOpen.test(word)) &&
      old.map(word => word.replace(isOpen, String(port))).join(' ') === now.join(' '),
  );
}
