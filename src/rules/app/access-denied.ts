import type { Fact } from '../../facts/fact.js';
import { refusals } from '../../facts/probes/greeting.js';
import type { Conversation, Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { commandLine } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, clientsOf, finding, talkOf, told } from '../talk.js';
import { closedCopy } from './closed-copy.js';
import { keptOut } from './kept-out.js';
import { hbaLine, ofPostgres } from './postgres-access.js';
import { refusalIn, turnedAway } from './words.js';

const patterns = [
  { protocol: 'redis', service: 'Redis', words: /^-DENIED\b/ },
  {
    protocol: 'mysql',
    service: 'MySQL',
    words: /^error (1130|1129)\b|not allowed to connect|is blocked because/,
  },
  { protocol: 'postgresql', service: 'PostgreSQL', words: /no pg_hba\.conf entry|pg_hba\.conf rejects/ },
  { protocol: 'ssh', service: 'OpenSSH', words: /^Not allowed at this time/i },
  { protocol: 'smb', service: 'Samba', words: /^session refused/ },
  // A greeting that is an error turns the client away, whatever its words.
  { protocol: 'smtp', service: 'The mail server', words: turnedAway(refusals.smtp) },
  // Who has come too often, or was too slow, may come again.
  { protocol: 'irc', service: 'The IRC server', words: turnedAway(/ERROR :(?!.*(?:too fast|throttl|time))/) },
  { protocol: 'ftp', service: 'The FTP server', words: turnedAway(refusals.ftp) },
  { protocol: 'imap', service: 'The mail server', words: turnedAway(refusals.imap) },
  { protocol: 'pop3', service: 'The mail server', words: turnedAway(refusals.pop3) },
];

/** A network as an account of MySQL's has it: no CIDR before MySQL 8.0.23, nor in MariaDB, and no masks for IPv6. */
function accountsHost(client: string): string {
  const [address = '', length] = client.split('/');
  if (length === undefined) return address;
  const octets = [0, 8, 16, 24].map(from => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(length) - from))));
  return address.includes(':') ? '%' : `${address}/${octets.join('.')}`;
}

function settingOf(service: string, words: string, client: string): string {
  if (service === 'Redis')
    return 'Protected mode lets in loopback only while there is no password. In its file (redis.conf, or sentinel.conf): requirepass with a long password (or users with ACL), then restart; protected-mode no only behind a firewall.';
  if (service === 'MySQL' && /1129|is blocked/.test(words))
    return 'This lifts the block:\n  mysqladmin flush-hosts';
  if (service === 'MySQL')
    return `A user has to exist for clients from there: CREATE USER 'app'@'${accountsHost(client)}' IDENTIFIED BY '…'; GRANT … TO 'app'@'${accountsHost(client)}';`;
  if (service === 'PostgreSQL') return hbaLine(client);
  if (service === 'Samba') return 'hosts allow and hosts deny in smb.conf say whom it serves.';
  if (/^421 Service not available/i.test(words))
    return 'An FTP server says this to whom TCP wrappers keep out (tcp_wrappers=YES in vsftpd.conf: /etc/hosts.allow and /etc/hosts.deny decide), or while it is shut down.';
  return 'Its configuration or its log says whom it lets in.';
}

const letIn = (service: string, words: string, clients: string) =>
  advice(`Let clients from ${clients} in`, settingOf(service, words, clients));

/** MySQL knows its clients by their addresses, and it was this machine's that it refused. */
const forOneAlone = (service: string, words: string, { vantage }: Question): string =>
  service === 'MySQL' && vantage.kind !== 'self' && !/1129|is blocked/.test(words)
    ? '; that was said to this machine, and an account for one address alone lets that one in all the same'
    : '';

/** A unix socket is a file: whoever may not write to it, or enter a folder above it, gets EACCES (unix(7)). */
function closedSocket(
  probes: readonly Probe[],
  sockets: Fact<readonly Socket[]>,
  question: Question,
): Finding | undefined {
  const path = question.target.socketPath;
  if (path === null || probeOf(probes, question)?.errno !== 'EACCES') return undefined;
  const isDeserted = sockets.status === 'known' && sockets.value.length === 0;
  const found = finding(
    'error',
    `You may not open the socket ${path}: you lack the permission to write to it, or to enter a folder above it.${isDeserted ? ' No program is seen to listen there either: it may have been left over.' : ''}`,
    'closed to you',
    [{ fact: 'probes', says: `connect to ${path}: EACCES`, source: 'connect(2)' }],
    {
      fixes: [
        advice(
          'See who may open it, and become one of them',
          `  ${commandLine(['namei', '-l', path])}\nThat shows the owner, group and permissions of it and of every folder above it. To join its group, before you log in again:\n  sudo usermod -aG GROUP "$USER"`,
        ),
      ],
      outcome: 'unreachable',
    },
  );
  return { ...found, headline: 'its permissions keep you out' };
}

/** What a server says of itself to whoever comes, and where to mend it: vsftpd of its configuration, Dovecot of its own processes. */
const ailments: readonly {
  readonly words: RegExp;
  readonly why: string;
  readonly fix: readonly [string, string];
}[] = [
  {
    words: /^500 OOPS/,
    why: 'its configuration has a mistake',
    fix: [
      'Mend what it complains of',
      'After OOPS it says what is wrong in vsftpd.conf, or what is missing on this machine. Then restart vsftpd.',
    ],
  },
  {
    words: /Auth process (?:broken|not connected|died)|internal (?:error|failure)/i,
    why: 'a part of it does not work',
    fix: [
      "Read the server's log",
      'It says which part fails, and why. Of Dovecot doveadm log find tells where that is, and doveconf -n what it was told; mostly it is its process auth.',
    ],
  },
];

/** It turns every client away for something that is wrong with itself. */
const ailing = (
  service: string,
  words: string,
  by: Conversation,
  { why, fix }: (typeof ailments)[number],
): Finding => ({
  ...finding(
    'error',
    `${service} turns every client away, for ${why}: ${words}`,
    'turns every client away',
    [told(by, `It says: ${words}`)],
    {
      fixes: [advice(...fix)],
      outcome: 'reset',
    },
  ),
  headline: 'the server turns every client away',
});

/** By which this machine comes to an address of its own: itself, and 127.0.0.1 to all of 127.0.0.0/8 (`ip route get 127.0.1.1`). */
const comesAs = (address: string): string =>
  isLoopback(address) && familyOf(address) === 4 ? '127.0.0.1' : address;

/** The service answers, and refuses clients from where it was asked from. */
export const rule = defineRule({
  code: 'app/access-denied',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes', 'interfaces', 'firewall'],
  check({ probes, ...facts }, question) {
    const closed = closedSocket(probes, facts.sockets, question) ?? keptOut(facts, question);
    if (closed) return closed;
    const talk = talkOf(probes, question);
    if (!talk || talk.url) return undefined;
    const copy = closedCopy(talk);
    if (copy) return copy;
    const refusal = refusalIn(talk, patterns);
    const quoted =
      /host "([^"]+)"/i.exec(refusal?.words ?? '')?.[1] ?? /Host '([^']+)'/.exec(refusal?.words ?? '')?.[1];
    const client = question.vantage.source ?? quoted ?? comesAs(question.address);
    // A unix socket has no client's address, and the lines for it no word of one.
    const decided =
      question.target.socketPath === null ? ofPostgres(talk, client, question, facts) : undefined;
    if (decided) return decided === 'lets in' ? undefined : decided;
    if (!refusal) return undefined;
    const { service, words, by } = refusal;
    const ailment = ailments.find(each => each.words.test(words));
    if (ailment) return ailing(service, words, by, ailment);
    return finding(
      // Without its file, PostgreSQL has only told about the user that netcheck asked as.
      service === 'PostgreSQL' ? 'warning' : 'error',
      `${service} answers, and refuses clients from ${clientsOf(question)}: ${words}${forOneAlone(service, words, question)}`,
      'refuses this client',
      [told(by, `It says: ${words}`)],
      {
        fixes: [letIn(service, words, question.vantage.network ?? client)],
        outcome: 'reset',
        ...(question.vantage.kind === 'lan' && {
          headline: 'the service refuses clients from other machines',
        }),
      },
    );
  },
});
