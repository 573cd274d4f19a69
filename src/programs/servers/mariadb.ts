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

function configuration({ invocation }: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const only = optionValue(invocation.args, ['--defaults-file']);
  return filesAt(door, only ? [only] : places.flatMap(place => expandPattern(door, place)));
}

/** MariaDB and MySQL (mariadb.com/kb, "bind_address"; dev.mysql.com, "bind_address"). */
export const program: Program = {
  id: 'mariadb',
  title: 'MariaDB',
  defaultPorts: [3306],
  portLine: { file: /\.cnf$/, line: /^[ \t]*port[ \t]*=[ \t]*(\d+)/gm, counts: 'last' },
  defaultAddress: '::',
  speaks: 'server-first',
  onHangUp: 'flushes its logs and tables',
  bindErrors: [
    /Can't start server: Bind on TCP\/IP port/,
    /Do you already have another .* server running on port: (\d+)/,
  ],
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
