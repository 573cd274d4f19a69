import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { bracketed } from '../../net/address.js';
import { recognised } from '../../programs/identify.js';
import { isSocks, tunnelOf } from '../../programs/proxies/tunnel.js';
import { uwsgiSpeech } from '../../programs/servers/uwsgi-speech.js';
import type { Evidence } from '../rule.js';

/** Protocols by the short names of first-bytes, as people call them, with the client to use: what is typed in lines that begin with blanks. */
const names: Readonly<Record<string, { readonly title: string; readonly client: string }>> = {
  ssh: { title: 'SSH', client: '  ssh -p PORT HOST' },
  smtp: { title: 'SMTP (mail)', client: 'a mail client. To try it:\n  swaks --server HOST:PORT' },
  ftp: { title: 'FTP', client: '  ftp HOST PORT' },
  imap: { title: 'IMAP (mail)', client: 'a mail client' },
  pop3: { title: 'POP3 (mail)', client: 'a mail client' },
  redis: { title: 'Redis', client: '  redis-cli -h HOST -p PORT' },
  mysql: { title: 'MySQL or MariaDB', client: '  mysql -h HOST -P PORT' },
  mysqlx: { title: "MySQL's X protocol", client: '  mysqlsh --mysqlx HOST:PORT' },
  postgresql: { title: 'PostgreSQL', client: '  psql -h HOST -p PORT' },
  mongodb: { title: 'MongoDB', client: '  mongosh mongodb://HOST:PORT' },
  memcached: { title: 'memcached', client: 'a memcached client' },
  amqp: { title: 'AMQP (RabbitMQ)', client: "an AMQP client; RabbitMQ's web page is on port 15672" },
  mqtt: { title: 'MQTT', client: '  mosquitto_sub -h HOST -p PORT -t TOPIC' },
  http2: {
    title: 'HTTP/2 alone (gRPC, h2c)',
    client: '  curl --http2-prior-knowledge http://HOST:PORT/\n  grpcurl -plaintext HOST:PORT list',
  },
  uwsgi: {
    title: 'the uwsgi protocol',
    client: 'nginx with uwsgi_pass HOST:PORT; for HTTP start uWSGI with --http-socket instead of --socket',
  },
  fastcgi: {
    title: 'FastCGI',
    client: 'nginx with fastcgi_pass HOST:PORT; a browser needs a web server in front',
  },
  scgi: {
    title: 'SCGI',
    client: 'nginx with scgi_pass HOST:PORT; a browser needs a web server in front',
  },
  ajp: {
    title: 'AJP (Tomcat)',
    client: "Apache's mod_proxy_ajp; Tomcat's HTTP connector is usually on port 8080",
  },
  dns: { title: 'DNS', client: '  dig +tcp @HOST -p PORT example.com' },
  rdp: { title: 'RDP (remote desktop)', client: 'a remote desktop client' },
  vnc: { title: 'VNC', client: 'a VNC viewer' },
  socks: { title: 'SOCKS (a proxy)', client: '  curl --proxy socks5h://HOST:PORT http://example.com/' },
  telnet: { title: 'Telnet', client: '  telnet HOST PORT' },
  rsync: { title: 'rsync', client: '  rsync rsync://HOST:PORT/' },
  nntp: { title: 'NNTP', client: 'a news reader' },
  irc: { title: 'IRC', client: 'an IRC client' },
  nats: { title: 'NATS', client: 'a NATS client' },
  rtsp: { title: 'RTSP', client: 'a media player' },
  sip: { title: 'SIP', client: 'a SIP client' },
  shoutcast: { title: 'Shoutcast', client: 'a media player' },
  tls: { title: 'TLS', client: '  https://HOST:PORT/' },
  ldap: { title: 'LDAP', client: "  ldapsearch -x -H ldap://HOST:PORT -s base -b ''" },
  smb: { title: 'SMB (Windows file sharing)', client: '  smbclient -p PORT -L HOST' },
  tds: { title: 'Microsoft SQL Server (TDS)', client: '  sqlcmd -S HOST,PORT' },
  openwire: { title: 'OpenWire (ActiveMQ)', client: "a JMS client; ActiveMQ's web page is on port 8161" },
  zookeeper: { title: 'ZooKeeper', client: '  zkCli.sh -server HOST:PORT' },
  mpd: { title: 'Music Player Daemon', client: '  mpc -h HOST -p PORT' },
  asterisk: { title: 'Asterisk Manager Interface', client: '  telnet HOST PORT' },
  ceph: { title: 'Ceph', client: '  ceph -s' },
  xmpp: { title: 'XMPP (chat)', client: 'an XMPP client' },
  sieve: { title: 'ManageSieve (mail filters)', client: 'a mail client' },
  jdwp: { title: 'JDWP (the Java debugger)', client: '  jdb -attach HOST:PORT' },
  debugpy: { title: 'DAP (the Python debugger)', client: 'an editor that attaches to debugpy' },
  beanstalkd: { title: 'beanstalkd', client: 'a beanstalkd client' },
};

/** What a protocol is called, and the client for it at one place, in TLS one for all; the short name and no client where it is not known. */
export function speaks(
  protocol: string,
  host: string,
  port: number,
  inTls = false,
): { readonly title: string; readonly client: string | null } {
  const known = names[protocol];
  if (inTls)
    return {
      title: `${known?.title ?? protocol} in TLS`,
      client: `one for TLS. To read what it says:\n  openssl s_client -connect ${bracketed(host)}:${port}`,
    };
  const written = / HOST -p/.test(known?.client ?? '') ? host : bracketed(host);
  return {
    title: known?.title ?? protocol,
    client: known?.client.replaceAll('HOST', written).replaceAll('PORT', String(port)) ?? null,
  };
}

/** Words that servers of more than one protocol say. */
const common = /^(?:(?:CLIENT_|SERVER_)?ERROR\b|\+OK\b)/;

/** What a server said, with the protocol's name where that is certain and not in its words: 'Redis: -NOAUTH …'. */
export function inWords(protocol: string | null, banner: string | null): string {
  if (protocol === null || (banner !== null && common.test(banner))) return banner ?? '';
  const title = names[protocol]?.title ?? protocol;
  // Redis complains of what it was asked in another protocol: the words are the asker's.
  if (banner === null || /^-ERR unknown command/.test(banner)) return title;
  const word = title.split(/[ (]/, 1)[0]!;
  if (banner.toLowerCase().includes(word.toLowerCase())) return banner;
  return /^\d/.test(banner) && protocol === 'mysql' ? `${title} ${banner}` : `${title}: ${banner}`;
}

/** Ports whose services speak another protocol inside TLS, and may hang up on HTTP (IANA's registry). */
export const inTls: ReadonlySet<number> = new Set([
  465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5671, 8883,
]);

/** Programs that serve a protocol of their own and hang up on HTTP without a word, or wait for the rest of it, by the name of their process. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/^uwsgi/i, 'uwsgi'],
  [/^php-fpm/i, 'fastcgi'],
  [/^postgres/i, 'postgresql'],
  [/^(mysqld|mariadbd|mariadb)/i, 'mysql'],
  [/^(redis-server|valkey)/i, 'redis'],
  [/^mongod/i, 'mongodb'],
  [/^sshd/i, 'ssh'],
  [/^memcached/i, 'memcached'],
  [/^mosquitto/i, 'mqtt'],
  [/^xrdp/i, 'rdp'],
  [/^smbd/i, 'smb'],
  [/^slapd/i, 'ldap'],
  [/^pgbouncer/i, 'postgresql'],
  [/^(dnsmasq|named|unbound|pdns_|coredns|nsd$)/i, 'dns'],
];

/**
 * The protocol that a program serves on a port, by its name; 'http' where uWSGI is told so. Undefined for those that may serve
 * anything.
 */
export function protocolOf(
  process: Process,
  port: number,
  files: readonly ConfigurationFile[],
): string | undefined {
  if (isSocks(process, port)) return 'socks';
  const protocol = programs.find(([pattern]) => pattern.test(process.name))?.[1];
  // A session of sshd has a port for what is behind the other side: ssh -R.
  if (protocol === 'ssh' && tunnelOf(process, port, files)) return undefined;
  return protocol === 'uwsgi' ? uwsgiSpeech(process, port, files) : protocol;
}

/** The same, of a service that is no web server. */
export function ownProtocol(
  process: Process,
  port: number,
  files: readonly ConfigurationFile[],
): string | undefined {
  const protocol = protocolOf(process, port, files);
  return protocol === 'http' ? undefined : protocol;
}

/** That a program is known for what it serves. */
export const servedAs = ({ name, pid }: Process, title: string): Evidence => ({
  fact: 'processes',
  says: `${name} (pid ${pid}) serves ${title}`,
  source: `/proc/${pid}`,
});

/** Web servers that know HTTP/1 as well begin HTTP/2 even with a client that they turn away; HAProxy may be told `proto h2`. */
export const knowsBoth = (
  owner: Process,
  seen: readonly Process[],
  files: readonly ConfigurationFile[],
): boolean =>
  recognised(owner, seen)?.program.speaks === 'http' &&
  !files.some(({ text }) => /\bproto[ \t]+h2\b/.test(text));
