import { binary } from './first-bytes-binary.js';
import type { Recognised } from './types.js';

const LINE = 300;

/** The first line of text, cut; control characters are left in, for the renderer to escape. */
const firstLine = (text: string): string => (text.split(/\r?\n/, 1)[0] ?? '').slice(0, LINE);

const smtpWords = /\b(E?SMTP|Postfix|Exim|Sendmail|mail|MTA|Haraka|LMTP)\b/i;

/** Greetings by their first line; the first that fits counts. */
const greetings: readonly (readonly [RegExp, string])[] = [
  [/^SSH-\d\.\d+-/, 'ssh'],
  [/^Exceeded MaxStartups/i, 'ssh'],
  [/^Not allowed at this time/i, 'ssh'],
  [/^HTTP\/\d/, 'http'],
  [/^ICY \d{3}/, 'shoutcast'],
  [/^RTSP\/\d/, 'rtsp'],
  [/^SIP\/\d/, 'sip'],
  [/^\* (OK|PREAUTH|BYE)\b/, 'imap'],
  [/^\+OK\b.*(POP|ready|<[^>]+@[^>]+>)/i, 'pop3'],
  [/^-ERR \[(AUTH|SYS|IN-USE|LOGIN-DELAY)/i, 'pop3'],
  [/^\+PONG$/, 'redis'],
  [/^-(DENIED|NOAUTH|LOADING|BUSY|MASTERDOWN|WRONGPASS|NOPERM|MISCONF|READONLY)\b/, 'redis'],
  [
    /^-ERR (unknown command|max number of clients|wrong number|operation not permitted|Protocol error|AUTH|invalid password)/i,
    'redis',
  ],
  [/^VERSION \d/, 'memcached'],
  [/^(ERROR( Too many open connections)?|CLIENT_ERROR .*|SERVER_ERROR .*)$/, 'memcached'],
  [/^RFB \d{3}\.\d{3}/, 'vnc'],
  [/^@RSYNCD:/, 'rsync'],
  [/^INFO \{"server_id"/, 'nats'],
  [/^imok$/, 'zookeeper'],
  [/^OK MPD \d/, 'mpd'],
  [/^Asterisk Call Manager\//, 'asterisk'],
  [/^ceph v\d/, 'ceph'],
  [/^<\?xml[^>]*>\s*<stream:(?:stream|error)|^<stream:(?:stream|error)/, 'xmpp'],
  [/^"IMPLEMENTATION" /, 'sieve'],
  [/^-ERR '(Unknown Protocol Operation|maximum connections exceeded)'/i, 'nats'],
  [/^BEANSTALKD|^UNKNOWN_COMMAND$/, 'beanstalkd'],
  // RFC 2812 § 3.7.4: by this word an IRC server closes the link.
  [/^(:\S+ )?ERROR :/, 'irc'],
  [/^(:\S+ )?(NOTICE|ERROR) .*(looking up your hostname|Closing Link|AUTH :|ident)/i, 'irc'],
  [/^2[02]0[ -].*\b(FTP|FileZilla|ProFTPD|vsFTPd|Pure-FTPd)\b/i, 'ftp'],
  [/^(421|530)[ -].*\bFTP\b/i, 'ftp'],
  // RFC 959 names no domain here, RFC 5321 does; vsftpd says what is wrong with its configuration after OOPS.
  [/^421 (Service not available|There are too many connect(?:ed users|ions))|^500 OOPS: /, 'ftp'],
  [/^20[01] .*\b(NNTP|InterNetNews|INN)\b/i, 'nntp'],
  [/^It looks like you are trying to access MongoDB over HTTP/, 'mongodb'],
  [/^\+OK\b/, 'pop3'],
];

/** NATS introduces itself in a page of JSON, of which people want its version, and then turns away whom it has no room for. */
const introduced = (line: string, text: string): string => {
  if (line.startsWith('INFO {')) {
    const refusal = /^-ERR 'maximum [^'\n]*'/im.exec(text)?.[0];
    if (refusal) return refusal;
  }
  const version = /^INFO \{"server_id".*"version":"([^"]*)"/.exec(line)?.[1];
  return version === undefined ? line : `NATS ${version}`;
};

function byText(text: string): Recognised | null {
  const line = firstLine(text);
  for (const [pattern, protocol] of greetings)
    if (pattern.test(line)) return { protocol, banner: introduced(line, text) };
  if (/^220[ -]/.test(line)) return { protocol: smtpWords.test(text) ? 'smtp' : 'ftp', banner: line };
  if (/^(421|554|550)[ -]|^[45]\d\d[ -][45]\.\d{1,3}\.\d/.test(line))
    return { protocol: 'smtp', banner: line };
  return null;
}

/** NATS says what it is on a page. */
const LONGEST_GREETING = 2048;

/** Names the protocol of a server by the first bytes that it sent. Pure and total; null for what it does not know. */
export function recognise(bytes: Buffer): Recognised | null {
  if (bytes.length === 0) return null;
  return byText(bytes.toString('latin1', 0, LONGEST_GREETING)) ?? binary(bytes);
}
