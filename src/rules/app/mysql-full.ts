import { valueIn } from '../../facts/fact.js';
import { acceptedOf } from '../../facts/sockets/accepted.js';
import type { Question } from '../../net/question.js';
import { optionValue } from '../../programs/options.js';
import { serverLines } from '../bind/port-not-read.js';
import { changedSince } from '../changed-since.js';
import { ownersOf } from '../http/owner.js';
import type { Finding } from '../rule.js';
import { advice, finding } from '../talk.js';
import { clientsOf, type FullFacts } from './postgres-full.js';

const SETTING = /^[ \t]*(?:loose[-_])?max[-_]connections[ \t]*=[ \t]*(\d+)/;
const OPTIONS = ['--max-connections', '--max_connections'];
/** The default of MariaDB and MySQL. */
const MOST = 151;

/**
 * MariaDB and MySQL greet one more than they have places for, who has to be an administrator: what they told netcheck is no
 * sign of room. SET GLOBAL may have made it another number than the files', by which just so many would be here by chance.
 */
export function mysqlFull(facts: FullFacts, question: Question): Finding | undefined {
  const owners = ownersOf(question, facts.sockets, facts.owners, facts.processes);
  const server = owners.find(({ name }) => name === 'mariadbd' || name === 'mysqld');
  if (!server) return undefined;
  const files = (valueIn(facts.configuration) ?? []).filter(({ path }) => path.endsWith('.cnf'));
  // What was written after its start counts from the next one on.
  if (files.some(each => changedSince(each, server.startedAt))) return undefined;
  const written = files.flatMap(serverLines).flatMap(line => SETTING.exec(line)?.[1] ?? []);
  const said = optionValue(server.command, OPTIONS) ?? written.at(-1);
  const most = Number(said ?? MOST);
  // Looked at before netcheck itself connects.
  const taken = acceptedOf(clientsOf(server, facts));
  if (taken === 0 || (taken !== most && taken !== most + 1)) return undefined;
  const name = server.name === 'mysqld' ? 'MySQL' : 'MariaDB';
  return finding(
    'error',
    `${name} has no room for another client, administrators apart: ${taken} are connected, and max_connections is ${most}.`,
    'no room for another client',
    [
      {
        fact: 'sockets',
        says: `${taken} accepted connections on port ${question.port}`,
        source: 'sock_diag or /proc/net/tcp',
      },
      {
        fact: 'configuration',
        says: `max_connections is ${most}${said === undefined ? ' where nothing sets it' : ''}`,
        source: 'its command line and option files',
      },
    ],
    {
      fixes: [
        advice(
          'See who is connected, and end what is idle',
          "As root, who still gets in:\n  mysql -e 'show processlist'\nkill ID ends one. A pool in the clients that is too large is the usual reason.",
        ),
        advice('Let in more', 'max_connections in my.cnf (SET GLOBAL max_connections at run time).'),
      ],
      outcome: 'reset',
    },
  );
}
