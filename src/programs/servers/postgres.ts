import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { isWildcard } from '../../net/prefix.js';
import { isHbaFile } from '../access/pg-hba.js';
import { absolutePath, filesAt, folderOf } from '../door.js';
import { boundBy } from '../fixes/directive.js';
import { editAt } from '../fixes/edit.js';
import { argumentChange } from '../fixes/generic.js';
import { expandPattern } from '../include.js';
import { baseName } from '../invocation.js';
import { optionValue } from '../options.js';
import type { Candidate, Change, Edit, FileDoor, Program, Situation, Wanted } from '../program.js';
import { recognition } from '../recognise.js';

const NAME = /^(postgres|postmaster|postgresql)$/;

/** include 'FILE', include_if_exists 'FILE' and include_dir 'FOLDER', of which the files that end in .conf are read. */
const INCLUDE = /^[ \t]*(include|include_if_exists|include_dir)\b[ \t=]*'([^'\n]+)'/gm;

function included({ path, text }: ConfigurationFile, door: FileDoor): readonly ConfigurationFile[] {
  const folder = folderOf(path);
  return [...text.matchAll(INCLUDE)].flatMap(([, how, named = '']) => {
    const place = absolutePath(named, folder);
    return filesAt(door, how === 'include_dir' ? expandPattern(door, `${place}/*.conf`) : [place]);
  });
}

const HBA = /^[ \t]*hba_file(?:[ \t]*=)?[ \t]*'([^'\n]+)'/gim;

/** The file that says whom it lets in, by the last line that names it (postgresql.org, "File Locations"). */
const hbaSetBy = (files: readonly ConfigurationFile[]): string | undefined =>
  files.flatMap(({ text }) => [...text.matchAll(HBA)].map(([, path]) => path)).at(-1);

function configuration({ process, invocation }: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const { args } = invocation;
  const data = optionValue(args, ['-D']) ?? process.directory ?? '';
  const main =
    args.find(word => word.startsWith('config_file='))?.slice('config_file='.length) ??
    `${data}/postgresql.conf`;
  const folder = folderOf(main);
  const settings = [
    ...filesAt(door, [main]).flatMap(file => [file, ...included(file, door)]),
    ...filesAt(door, [`${data}/postgresql.auto.conf`]),
  ];
  const hba = optionValue(args, ['hba_file']) ?? hbaSetBy(settings) ?? 'pg_hba.conf';
  return [...settings, ...filesAt(door, [absolutePath(hba, folder)]).filter(isHbaFile)];
}

/** A line that sets the addresses, and one that shows the default in a comment. */
const SET = /^[ \t]*listen_addresses\b[ \t=]*(?:'[^'\n]*'|[^\s#']+)/gm;
const SHOWN = /^#[ \t]*listen_addresses\s*=\s*'[^'\n]*'/gm;

/**
 * The line in effect, changed: the last one that names what is bound, for where a file includes others decides too.
 * Where no line sets anything, the one in a comment.
 */
function lineEdit(
  files: readonly ConfigurationFile[],
  bound: readonly string[],
  line: string,
): Edit | undefined {
  const placesOf = (pattern: RegExp) =>
    files.flatMap(file => [...file.text.matchAll(pattern)].map(match => ({ file, match })));
  const set = placesOf(SET);
  const place =
    set.findLast(({ match: [text] }) => bound.some(each => text.includes(each))) ??
    set.at(-1) ??
    placesOf(SHOWN).at(-1);
  return place && editAt(place.file, place.match.index, place.match.index + place.match[0].length, line);
}

/** The command line says that it listens on no address, and outweighs the files: the word, changed. */
function emptyArgument({ invocation }: Candidate, value: string): Change | undefined {
  const { head, args } = invocation;
  const at = args.findLastIndex(word => /^(?:--)?listen[-_]addresses=$/.test(word));
  if (at < 0) return undefined;
  return {
    title: `Start it with listen_addresses=${value}`,
    command: [...head, ...args.with(at, `${args[at]}${value}`)],
  };
}

function listenAt(situation: Situation, wanted: Wanted, candidate: Candidate): readonly Change[] {
  const byArgument = argumentChange(candidate, boundBy(situation), wanted);
  if (byArgument.length > 0) return byArgument;
  const value = isWildcard(wanted.address) ? '*' : wanted.address;
  const emptied = emptyArgument(candidate, value);
  if (emptied) return [emptied];
  const files = situation.configuration.filter(file => !isHbaFile(file));
  const edit = lineEdit(files, boundBy(situation), `listen_addresses = '${value}'`);
  if (!edit) return [];
  return [
    {
      title: `Set listen_addresses to '${value}' in ${baseName(edit.file)}`,
      edits: [edit],
      risk: "pg_hba.conf still decides who may log in from where: it needs a line for the clients' network.",
    },
  ];
}

/** PostgreSQL (postgresql.org, "Connections and Authentication", "Shutting Down the Server"). */
export const program: Program = {
  id: 'postgres',
  title: 'PostgreSQL',
  defaultPorts: [5432],
  portLine: { file: /\/postgresql\.(?:auto\.)?conf$/, line: /^[ \t]*port[ \t=]+'?(\d+)/gim, counts: 'last' },
  off: /^[ \t]*listen_addresses[ \t=]+''/im,
  defaultAddress: '127.0.0.1',
  goesOnWithout: true,
  speaks: 'other',
  stopSignal: 'INT',
  onHangUp: 'reloads its configuration',
  recognise: candidate => {
    const { invocation, process, parent } = candidate;
    const title = process.command[0] ?? '';
    if (!NAME.test(invocation.name) && !/^postgres(: |$)/.test(title)) return undefined;
    const worker = /^postgres: /.test(title) || parent?.name === process.name;
    return recognition('PostgreSQL', worker ? 'worker' : 'master');
  },
  configuration,
  logs: (_, door) => door.list('/var/log/postgresql').map(name => `/var/log/postgresql/${name}`),
  listenAt,
};
