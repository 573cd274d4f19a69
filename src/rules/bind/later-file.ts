import type { Question } from '../../net/question.js';
import { spellings, spells } from '../../programs/fixes/address-words.js';
import { recognised } from '../../programs/identify.js';
import type { Situation } from '../../programs/program.js';
import { serverLines } from './port-not-read.js';

/** What one place says, and what the one says that counts in its stead. */
export interface Overruled {
  readonly path: string;
  readonly line: string;
  readonly by: string;
  readonly inEffect: string;
}

/** Settings of which only the last one counts that a server reads, by its program. */
const LAST: Readonly<Record<string, RegExp>> = {
  mariadb: /^[ \t]*bind[-_]address[ \t]*=[ \t]*(\S+)/,
  postgres: /^[ \t]*listen_addresses\b[ \t=]*(?:'([^'\n]*)'|[^\s#']+)/,
};

/** It would listen where it was asked for by this alone. */
function reaches(text: string, { address }: Question): boolean {
  const words = text.split(/[\s,'"]+/);
  const wildcards = address.includes(':') ? ['*', '::', '[::]'] : ['*', '0.0.0.0', '::', '[::]'];
  return [...wildcards, ...spellings(address)].some(each =>
    words.some(word => word === each || word.startsWith(`${each}:`)),
  );
}

/** A file of the server has a line that lets it listen where it was asked for, and another, read later, one that does not. */
function byFile({ process, processes, configuration, listener }: Situation, question: Question) {
  const setting = LAST[recognised(process, processes)?.program.id ?? ''];
  // The command line wins over all of them.
  if (!setting || !listener || spells(process.command.join(' '), listener.local.address)) return undefined;
  const said = configuration.flatMap(file =>
    serverLines(file).flatMap(line => (setting.test(line) ? [{ path: file.path, line: line.trim() }] : [])),
  );
  const last = said.at(-1);
  const first = said.slice(0, -1).findLast(({ line }) => reaches(line.replace('=', ' '), question));
  if (!last || !first || !spells(last.line, listener.local.address)) return undefined;
  return { ...first, by: last.path, inEffect: last.line };
}

/** The unit's own file has a command that would do, and a drop-in another one. */
function byDropIn({ process, units, listener }: Situation, question: Question) {
  const unit = units.find(({ mainPid }) => mainPid === process.pid);
  const { replaced, command, files } = unit ?? {};
  if (!replaced || !command || !files?.[1] || !listener) return undefined;
  const { address } = listener.local;
  const isBetter = reaches(replaced.replaceAll('=', ' '), question) && !spells(replaced, address);
  return isBetter && spells(command, address)
    ? { path: files[0]!, line: `ExecStart=${replaced}`, by: files.slice(1).join(', '), inEffect: command }
    : undefined;
}

/** What a file says of where the server that was found would listen, if no later one said otherwise. */
export const overruled = (situation: Situation, question: Question): Overruled | undefined =>
  byFile(situation, question) ?? byDropIn(situation, question);
