import { folderOf } from '../../programs/door.js';
import type { Program } from '../../programs/program.js';
import { quoted } from '../../programs/shell.js';

/** How people talk to a program's socket, and what makes it listen on a port. */
export interface Words {
  readonly title: string;
  readonly client: (path: string) => string;
  readonly port: string;
}

const inFolder = (path: string): string => quoted(folderOf(path) || '/');

const own = 'Talk to the socket with its own client';
const databases: Readonly<Record<string, Words>> = {
  redis: {
    title: own,
    client: path => `  redis-cli -s ${quoted(path)}`,
    port: 'In redis.conf: port 6379 (port 0 turns it off), then restart it.',
  },
  postgres: {
    title: own,
    client: path => `  psql -h ${inFolder(path)}`,
    port: "In postgresql.conf: listen_addresses = 'localhost' (empty turns it off), then restart it.",
  },
  mariadb: {
    title: own,
    client: path => `  mariadb --socket ${quoted(path)}`,
    port: 'In my.cnf, below [mysqld]: no skip-networking, and bind-address = 127.0.0.1; then restart it.',
  },
  memcached: {
    title: own,
    client: path => `  memcstat --servers=${quoted(path)}\nOr another client of memcached that takes a path.`,
    port: 'Start it without -s: memcached -l 127.0.0.1 -p 11211 (in Debian: /etc/memcached.conf).',
  },
  pgbouncer: {
    title: own,
    client: path => `  psql -h ${inFolder(path)} -p ${quoted(path.slice(path.lastIndexOf('.') + 1))}`,
    port: 'In pgbouncer.ini, below [pgbouncer]: listen_addr = 127.0.0.1 (without it, unix sockets only), then restart it.',
  },
  slapd: {
    title: own,
    client: path => `  ldapsearch -H ldapi://${encodeURIComponent(path)} -s base -b ''`,
    port: 'Add a URL to its option -h: slapd -h "ldap:/// ldapi:///" (in Debian: SLAPD_SERVICES in /etc/default/slapd), then restart it.',
  },
};

/** Behind a proxy that speaks another protocol to them than HTTP. */
const fastCgi: Words = {
  title: 'Talk to the socket, as the web server in front of it does',
  client: path =>
    `It speaks FastCGI: nginx reaches it by fastcgi_pass unix:${path}, and by hand (Debian: libfcgi-bin) it is\n  SCRIPT_FILENAME=/path/to/index.php REQUEST_METHOD=GET cgi-fcgi -bind -connect ${quoted(path)}`,
  port: `In its pool's file: listen = 127.0.0.1:9000, then restart it.`,
};

/** uWSGI's option socket speaks a protocol of its own, to which curl gets no answer. */
const uwsgi: Words = {
  title: fastCgi.title,
  client: path =>
    `By its option socket it speaks uwsgi: nginx reaches it by uwsgi_pass unix:${path}. By http-socket it speaks HTTP:\n  curl --unix-socket ${quoted(path)} http://localhost/`,
  port: 'http-socket = 0.0.0.0:8000 for clients, or socket = 127.0.0.1:8000 for a proxy, in its configuration or as --http-socket and --socket; then restart it.',
};

const behindProxy: Readonly<Record<string, Words>> = { 'php-fpm': fastCgi, uwsgi };

/** Whether it is a service of its own, and not an application behind a proxy. */
export const isService = (program: Program | undefined): boolean =>
  program !== undefined && (Object.hasOwn(databases, program.id) || program.id === 'php-fpm');

/** The words for a database, by its id. */
export const socketWords = (id: 'postgres' | 'mariadb' | 'redis'): Words => databases[id]!;

/** The words for a program: those of a database, or of a server behind a proxy. */
export const wordsFor = (program: Program | undefined): Words =>
  databases[program?.id ?? ''] ??
  behindProxy[program?.id ?? ''] ?? {
    title: 'Talk to the socket, as a proxy in front of it does',
    client: path => `  curl --unix-socket ${quoted(path)} http://localhost/`,
    port: `Give it an address instead of the path: ${program ? `${program.title}'s` : 'its'} option or configuration for where it listens.`,
  };
