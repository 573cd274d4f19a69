import type { Conversation } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { defineRule } from '../rule.js';
import { advice, finding, talkOf, told } from '../talk.js';
import { fullByLog } from './full-by-log.js';
import { mysqlFull } from './mysql-full.js';
import { postgresFull } from './postgres-full.js';
import { proxyFull } from './proxy-full.js';
import { talksOfServer } from './same-server.js';
import { full, refusalIn } from './words.js';

interface Pattern {
  readonly protocol: string;
  readonly service: string;
  readonly words: RegExp;
  /** Places that it keeps for its administrators: it greets whoever comes, and turns others away only then. */
  readonly kept?: number;
}

const patterns: readonly Pattern[] = [
  { protocol: 'redis', service: 'Redis', words: /max number of clients/i },
  { protocol: 'mysql', service: 'MySQL', words: /^error (1040|1203|1226)\b/, kept: 1 },
  { protocol: 'postgresql', service: 'PostgreSQL', words: /\b53300\b/, kept: 3 },
  { protocol: 'postgresql', service: 'PostgreSQL', words: /no more connections allowed/ },
  { protocol: 'memcached', service: 'memcached', words: /^ERROR Too many open connections/ },
  { protocol: 'nats', service: 'NATS', words: /^-ERR 'maximum connections exceeded/i, kept: 3 },
  { protocol: 'ssh', service: 'OpenSSH', words: /^Exceeded MaxStartups/i },
  { protocol: 'irc', service: 'The IRC server', words: new RegExp(`ERROR :${full}`, 'i') },
  { protocol: 'ftp', service: 'The FTP server', words: new RegExp(`^(421|5\\d\\d)\\b${full}`, 'i') },
  { protocol: 'smtp', service: 'The mail server', words: new RegExp(`^[45]\\d\\d\\b${full}`, 'i') },
  { protocol: 'imap', service: 'The mail server', words: new RegExp(`^\\* BYE\\b${full}`, 'i') },
  { protocol: 'pop3', service: 'The mail server', words: new RegExp(`^-ERR\\b${full}`, 'i') },
];

const settings: Readonly<Record<string, string>> = {
  Redis: 'maxclients in redis.conf (CONFIG SET maxclients at run time), within its limit of open files.',
  MySQL: 'max_connections in my.cnf (SET GLOBAL max_connections at run time).',
  PostgreSQL:
    'max_connections in postgresql.conf, and a restart; or a pooler such as pgbouncer in front, whose own limit is max_client_conn.',
  memcached: 'memcached -c NUMBER (in /etc/memcached.conf on Debian), and a restart.',
  NATS: 'max_connections in nats-server.conf, then nats-server --signal reload.',
  OpenSSH: 'MaxStartups in sshd_config.',
  'The IRC server':
    'MaxConnections and MaxConnectionsIP in ngircd.conf; localmax and globalmax of <connect> in inspircd.conf.',
  'The FTP server': 'max_clients and max_per_ip in vsftpd.conf; MaxInstances and MaxClients in proftpd.conf.',
  'The mail server':
    'smtpd_client_connection_count_limit and default_process_limit in Postfix; mail_max_userip_connections and client_limit in Dovecot.',
};

/** How many clients the service greets beyond those that it has places for. */
const keptBy = ({ protocol, banner }: Conversation): number =>
  patterns.find(each => each.protocol === protocol && each.words.test(banner ?? ''))?.kept ?? 0;

/** The command that lists who is connected. */
const connectionsTo = ({ target: { socketPath } }: Question, port: number): string =>
  socketPath === null
    ? `ss -tn state established '( sport = :${port} )'`
    : `ss -xp state established src ${quoted(socketPath)}`;

/** The service has as many clients as it takes, and says so, or can be seen to. */
export const rule = defineRule({
  code: 'app/too-many-clients',
  needs: ['probes'],
  mayUse: ['sockets', 'resampled', 'owners', 'processes', 'outgoing', 'configuration', 'logs', 'machine'],
  // An application that answers nobody fills the proxy in front of it.
  explainedBy: ['http/bad-gateway', 'process/stopped'],
  check(facts, question) {
    const talk = talkOf(facts.probes, question);
    // Its backlog is full too: none was taken that could be spoken to.
    if (!talk) return proxyFull(facts, question);
    if (talk.url) return fullByLog(facts, talk, question) ?? proxyFull(facts, question);
    const talks = [talk, ...talksOfServer(facts, question)];
    const said = talks.flatMap(each => refusalIn(each, patterns) ?? []);
    const refusal = said[0];
    if (!refusal)
      return (
        fullByLog(facts, talk, question) ??
        postgresFull(facts, question) ??
        mysqlFull(facts, question) ??
        proxyFull(facts, question)
      );
    const { service, words, by } = refusal;
    const greeted = talks.filter(
      each => !refusalIn(each, patterns) && each.first.outcome === 'answered',
    ).length;
    // What it greeted were netcheck's own, at one time: another client would have had the place.
    const room = greeted > keptBy(by);
    return finding(
      room ? 'warning' : 'error',
      room
        ? `${service} has next to no room for other clients: it greeted ${greeted} of netcheck's own ${talks.length} connections, and told another: ${words}`
        : `${service} has no room for another client: ${words}`,
      room ? 'next to no room left' : 'no room for another client',
      [told(by, `It says: ${words}`)],
      {
        fixes: [
          advice(
            'See who is connected, and end what is idle',
            `On the server:\n  ${connectionsTo(question, by.port)}\nA pool in the clients that is too large is the usual reason.`,
          ),
          advice('Let in more', settings[service] ?? "The server's limit of connections."),
        ],
        outcome: 'reset',
      },
    );
  },
});
