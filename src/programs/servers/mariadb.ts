import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { filesAt } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { optionChange } from '../fixes/generic.js';
import { expandPattern } from '../include.js';
import { optionValue } from '../options.js';
import type { Candidate, FileDoor, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

const places = [
  '/etc/my.cnf',
  '/etc/mysql/my.cnf',
  '/etc/mysql/conf.d/*.cnf',
  '/etc/mysql/mariadb.conf.d/*.cnf',
  '/etc/mysql/mysql.conf.d/*.cnf',
  '/etc/my.cnf.d/*.cnf',
];

/** A file, or a folder of .cnf files, that is read in its place (mariadb.com/kb, "Including Option Files"). */
const INCLUDE = /^!include(dir)?[ \t]+(\S+)/gm;

function configuration({ invocation }: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const only = optionValue(invocation.args, ['--defaults-file']);
  const files = filesAt(door, only ? [only] : places.flatMap(place => expandPattern(door, place)));
  const more = files
    .flatMap(({ text }) => [...text.matchAll(INCLUDE)])
    .flatMap(found => included(door, found));
  const own = new Set(files.map(({ path }) => path));
  return [
    ...files,
    ...filesAt(
      door,
      [...new Set(more)].filter(path => !own.has(path)),
    ),
  ];
}

const included = (door: FileDoor, [, kind, path]: RegExpMatchArray): readonly string[] =>
  kind ? expandPattern(door, `${path}/*.cnf`) : [path!];

/** MariaDB and MySQL (mariadb.com/kb, "bind_address"; dev.mysql.com, "bind_address"). */
export const program: Program = {
  id: 'mariadb',
  title: 'MariaDB',
  defaultPorts: [3306],
  portLine: { file: /\.cnf$/, line: /^[ \t]*port[ \t]*=[ \t]*(\d+)/gm, counts: 'last' },
  off: /^[ \t]*skip[-_]networking[ \t]*(?:$|=[ \t]*(?:1|on|true)\b)/im,
  defaultAddress: '::',
  fileAlone: true,
  speaks: 'server-first',
  onHangUp: 'flushes its logs and tables',
  recognise: candidate => {
    if (!isNamed(candidate, ['mariadbd', 'mysqld'])) return undefined;
    return recognition(candidate.invocation.name === 'mysqld' ? 'MySQL' : 'MariaDB');
  },
  configuration,
  logs: (candidate, door) => [
    ...configuration(candidate, door).flatMap(({ text }) =>
      [...text.matchAll(/^[ \t]*log[-_]error[ \t]*=[ \t]*(\/\S+)/gm)].map(([, path = '']) => path),
    ),
    '/var/log/mysql/error.log',
    '/var/log/mariadb/mariadb.log',
  ],
  listenAt: (situation, wanted, candidate) => {
    const { args } = candidate.invocation;
    if (args.some(word => /^--bind[-_]address/.test(word)))
      return optionChange(candidate, ['--bind-address', '--bind_address'], wanted.address);
    const edits = directiveEdits(situation, wanted, /^[ \t]*bind[-_]address\s*=\s*(\S+)/gm);
    if (edits.length > 0) return [{ title: 'Write the address in bind-address', edits }];
    return optionChange(candidate, ['--bind-address='], wanted.address);
  },
};
