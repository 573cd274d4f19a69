import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import { acceptedOf } from '../../facts/sockets/accepted.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { isHbaFile } from '../../programs/access/pg-hba.js';
import { postgresSetting, type Set as Setting } from '../../programs/servers/postgres-settings.js';
import { changedSince } from '../changed-since.js';
import { masterAmong, ownersOf } from '../http/owner.js';
import type { Finding } from '../rule.js';
import { advice, finding } from '../talk.js';

/** What shows that a database has as many clients as it takes. */
export type FullFacts = {
  readonly [K in 'sockets' | 'owners' | 'processes' | 'configuration']: Fact<FactValues[K]>;
};

/** Defaults of PostgreSQL (postgresql.org, "Connections and Authentication"). */
const defaults = { max_connections: 100, superuser_reserved_connections: 3, reserved_connections: 0 };

/**
 * PostgreSQL keeps its last places for superusers, and tells others so after they have logged in: a greeting, or the door
 * that is open to the user postgres, is no sign of room. Connections by its unix socket are not seen here.
 */
export function postgresFull(facts: FullFacts, question: Question): Finding | undefined {
  const owner = masterAmong(ownersOf(question, facts.sockets, facts.owners, facts.processes));
  if (owner?.name !== 'postgres') return undefined;
  const files = valueIn(facts.configuration) ?? [];
  const numbers = (Object.keys(defaults) as (keyof typeof defaults)[]).map(name => {
    const set = postgresSetting(files, owner.command.slice(1), name);
    // What was written after its start counts from the next one on.
    if (set === undefined || writers(set, files).some(each => changedSince(each, owner.startedAt)))
      return Number.NaN;
    return set === null ? defaults[name] : Number(set.value);
  });
  const [most = Number.NaN, forSuperusers = 0, forOthers = 0] = numbers;
  // Looked at before netcheck itself connects.
  const taken = acceptedOf(clientsOf(owner, facts));
  const kept = forSuperusers + forOthers;
  if (!(taken > 0 && taken >= most - kept)) return undefined;
  return finding(
    'error',
    `PostgreSQL has no room for another client, superusers apart: ${taken} are connected, and of its ${most} places it keeps ${kept} for superusers.`,
    'no room for another client',
    [
      {
        fact: 'sockets',
        says: `${taken} accepted connections on port ${question.port}`,
        source: 'sock_diag or /proc/net/tcp',
      },
      {
        fact: 'configuration',
        says: `max_connections is ${most}, superuser_reserved_connections ${forSuperusers}`,
        source: 'its command line and postgresql.conf',
      },
    ],
    {
      fixes: [
        advice(
          'See who is connected, and end what is idle',
          "As the user postgres, who still gets in:\n  psql -c 'select pid, usename, client_addr, state, state_change from pg_stat_activity order by state_change'\nselect pg_terminate_backend(PID) ends one. A pool in the clients that is too large is the usual reason.",
        ),
        advice(
          'Let in more',
          'max_connections in postgresql.conf, and a restart; or a pooler such as pgbouncer in front.',
        ),
      ],
      outcome: 'reset',
    },
  );
}

/** The processes that send the write-ahead log to replicas, by their titles: they have places of their own (max_wal_senders). */
const sender = /^postgres: (?:\S+: )?walsender\b/;

/** The port's sockets without those of replicas, and of other servers on it at other addresses. */
export function clientsOf(owner: Process, facts: FullFacts): readonly Socket[] {
  const others = (valueIn(facts.processes) ?? []).filter(
    ({ pid, parent, command }) =>
      pid !== owner.pid && (parent !== owner.pid || sender.test(command.join(' '))),
  );
  const byInode = valueIn(facts.owners)?.pidsByInode ?? {};
  return (valueIn(facts.sockets) ?? []).filter(
    ({ inode }) => !others.some(({ pid }) => byInode[inode]?.includes(pid)),
  );
}

/** The files that say what a setting is: where none does, each of them might have said so when the server started. */
const writers = (set: Setting | null, files: readonly ConfigurationFile[]): readonly ConfigurationFile[] =>
  set === null ? files.filter(file => !isHbaFile(file)) : set.file === null ? [] : [set.file];
