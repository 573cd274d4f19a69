import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import { admissionOf, type Client, isHbaFile, openLine, rejectLine } from '../../programs/access/pg-hba.js';
import { postgresSetting } from '../../programs/servers/postgres-settings.js';
import { changedSince, changeSaid } from '../changed-since.js';
import { ownersOf } from '../http/owner.js';
import type { Finding } from '../rule.js';
import { advice, clientsOf, finding, type Talk, told } from '../talk.js';

type Used = { readonly [K in 'configuration' | 'sockets' | 'owners' | 'processes']: Fact<FactValues[K]> };

/** What pg_hba.conf says of a client, where it can be read here. */
function byFile(files: readonly ConfigurationFile[], client: Client, tls: boolean) {
  const file = files.find(isHbaFile);
  if (!file) return undefined;
  const admission = admissionOf(file.text, client, tls);
  const wantsTls = admission === 'none' && !tls && admissionOf(file.text, client) !== 'none';
  return { file, admission, wantsTls, rejects: rejectLine(file.text, client, tls)?.replace(/\s+/g, ' ') };
}

/** PostgreSQL takes connections in TLS, by its own word, its command line or its files; where none tells, it may. */
function takesTls({ probe }: Talk, files: readonly ConfigurationFile[], words: readonly string[]): boolean {
  const said = probe.conversations.find(({ service }) => service === 'postgresql-tls')?.firstBytes;
  if (said === 'N' || said === 'S') return said === 'S';
  if (words.includes('-l')) return true;
  const set = postgresSetting(files, words, 'ssl');
  return set === undefined || (set !== null && /^(on|true|yes|1)$/i.test(set.value));
}

/** The line that lets clients of a network, or one client, in; [local] are those of its unix socket. */
export const hbaLine = (client: string, path = 'pg_hba.conf', before?: string): string =>
  `A line in ${path}${before ? `, above "${before}",` : ''} lets clients in: ${client === '[local]' ? 'local  DATABASE  USER  peer' : `host  DATABASE  USER  ${prefixOf(client)}  scram-sha-256`}; then SELECT pg_reload_conf(); or systemctl reload postgresql.`;

const prefixOf = (client: string): string =>
  client.includes('/') ? client : `${client}/${client.includes(':') ? 128 : 32}`;

const letIn = (clients: string, path: string, before?: string) =>
  advice(`Let clients from ${clients} in`, hbaLine(clients, path, before));

/** This machine comes to each of its addresses as that address, and may be let in by one of them alone. */
const whom = (question: Question, client: string): string =>
  question.vantage.kind === 'self' && question.target.host === null
    ? `this machine that come as ${client}`
    : clientsOf(question);

const isOwn = ({ vantage }: Question): boolean => vantage.kind === 'self';

const turnOnTls = advice(
  'Let PostgreSQL take connections in TLS',
  'In postgresql.conf: ssl = on, with ssl_cert_file and ssl_key_file; then SELECT pg_reload_conf(); or systemctl reload postgresql.',
  true,
);

/** What PostgreSQL says to a client for whom it has no line, or one with reject; without TLS, as netcheck asks. */
const TURNED_AWAY =
  /^FATAL 28000: (?:no pg_hba\.conf entry|pg_hba\.conf rejects connection) for host "([^"]+)"/;

/**
 * The file was changed after the start, and the very line that lets the client in would have let in an address that the server
 * has just turned away: it has not read the file again (postgresql.org, "The pg_hba.conf File": on SIGHUP).
 */
function unread(
  file: ConfigurationFile,
  spoken: Conversation,
  client: string,
  servers: readonly Process[],
  question: Question,
): Finding | undefined {
  const refused = TURNED_AWAY.exec(spoken.banner ?? '')?.[1];
  const [server] = servers;
  const line = openLine(file.text, { address: client, own: isOwn(question) });
  if (!refused || !server || !line || openLine(file.text, { address: refused, own: true }) !== line)
    return undefined;
  if (!changedSince(file, server.startedAt)) return undefined;
  return {
    ...finding(
      'error',
      `PostgreSQL answers, and refuses clients from ${whom(question, client)}: ${file.path} has "${line.replace(/\s+/g, ' ')}", and PostgreSQL has not read it since it was changed.`,
      'refuses this client',
      [
        {
          fact: 'configuration',
          says: changeSaid(file, server.startedAt, `pid ${server.pid} started`),
          source: file.path,
        },
        told(spoken, `It says: ${spoken.banner}`),
      ],
      {
        fixes: [
          {
            title: 'Let PostgreSQL read its file again',
            steps: [{ do: 'run', command: `kill -HUP ${server.pid}` }],
            needsRoot: true,
          },
        ],
        outcome: 'reset',
      },
    ),
    headline: 'the old pg_hba.conf is still in effect',
  };
}

/** PostgreSQL decides by user and database too: its file is the better witness, and speaks for every client. */
export function ofPostgres(
  talk: Talk,
  client: string,
  question: Question,
  facts: Used,
): Finding | 'lets in' | undefined {
  const spoken = talk.probe.conversations.find(({ protocol }) => protocol === 'postgresql');
  const files = valueIn(facts.configuration) ?? [];
  const ownersOfPort = ownersOf(question, facts.sockets, facts.owners, facts.processes);
  const words = ownersOfPort.flatMap(each => each.command);
  const known =
    spoken && byFile(files, { address: client, own: isOwn(question) }, takesTls(talk, files, words));
  if (!known) return undefined;
  if (known.admission !== 'none')
    return unread(known.file, spoken, client, ownersOfPort, question) ?? 'lets in';
  const { path } = known.file;
  const reason = known.wantsTls
    ? `${path} lets them in by TLS alone (hostssl), and this server has it off`
    : known.rejects
      ? `${path} turns them away, by "${known.rejects}"`
      : `no line of ${path} lets them in`;
  return finding(
    'error',
    `PostgreSQL answers, and refuses clients from ${whom(question, client)}: ${reason}.`,
    'refuses this client',
    [
      {
        fact: 'configuration',
        says: known.wantsTls
          ? `Only hostssl lines fit ${client}`
          : known.rejects
            ? `"${known.rejects}" decides for ${client}`
            : `No host line fits ${client}`,
        source: path,
      },
      ...(spoken.banner ? [told(spoken, `It says: ${spoken.banner}`)] : []),
    ],
    {
      fixes: [
        ...(known.wantsTls ? [turnOnTls] : []),
        letIn(question.vantage.network ?? client, path, known.rejects),
      ],
      outcome: 'reset',
    },
  );
}
