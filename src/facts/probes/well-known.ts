/** How the service at a port is spoken to first: wait for its greeting, shake hands in TLS, or its own first question. */
export type Service =
  | 'greeting'
  | 'tls'
  | 'silent'
  | 'postgresql'
  | 'postgresql-tls'
  | 'redis'
  | 'memcached'
  | 'mongodb'
  | 'amqp'
  | 'mqtt'
  | 'rdp'
  | 'tds'
  | 'ldap'
  | 'smb'
  | 'dns'
  | 'http2'
  | 'fastcgi'
  | 'uwsgi'
  | 'ajp'
  | 'proxy-protocol'
  | 'proxy-protocol-tls'
  | 'malformed';

const greets = [
  13, 17, 19, 21, 22, 23, 25, 110, 119, 143, 194, 587, 2222, 2525, 3306, 3307, 5900, 5901, 33060,
];
const inTls = [
  443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 2376, 5061, 5671, 6443, 8443, 8883, 9443, 10250,
];

/** By the registry of ports (IANA), as far as the service is usual there. */
const byPort: Readonly<Record<number, Service>> = {
  53: 'dns',
  389: 'ldap',
  445: 'smb',
  1433: 'tds',
  1883: 'mqtt',
  3389: 'rdp',
  5432: 'postgresql',
  5433: 'postgresql',
  5672: 'amqp',
  6379: 'redis',
  6380: 'redis',
  26379: 'redis',
  6432: 'postgresql',
  11211: 'memcached',
  27017: 'mongodb',
  27018: 'mongodb',
};
for (const port of greets) (byPort as Record<number, Service>)[port] = 'greeting';
for (const port of inTls) (byPort as Record<number, Service>)[port] = 'tls';

/** By the schemes of URLs. */
const byScheme: Readonly<Record<string, Service>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  redis: 'redis',
  memcached: 'memcached',
  mongodb: 'mongodb',
  amqp: 'amqp',
  mqtt: 'mqtt',
  rdp: 'rdp',
  mssql: 'tds',
  sqlserver: 'tds',
  mysql: 'greeting',
  mariadb: 'greeting',
  ssh: 'greeting',
  sftp: 'greeting',
  ftp: 'greeting',
  smtp: 'greeting',
  imap: 'greeting',
  pop3: 'greeting',
  rediss: 'tls',
  amqps: 'tls',
  mqtts: 'tls',
  ftps: 'tls',
  smtps: 'tls',
  imaps: 'tls',
  pop3s: 'tls',
  ldaps: 'tls',
};

/** By the names of programs, in lower case. */
const byProgram: Readonly<Record<string, Service>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  pgbouncer: 'postgresql',
  redis: 'redis',
  'redis-server': 'redis',
  'redis sentinel': 'redis',
  valkey: 'redis',
  'valkey-server': 'redis',
  keydb: 'redis',
  memcached: 'memcached',
  mongodb: 'mongodb',
  mongod: 'mongodb',
  rabbitmq: 'amqp',
  mosquitto: 'mqtt',
  samba: 'smb',
  openldap: 'ldap',
  // It knows no version, and says so in a word of its own.
  beanstalkd: 'memcached',
  xrdp: 'rdp',
  'php-fpm': 'fastcgi',
  mysql: 'greeting',
  mariadb: 'greeting',
  openssh: 'greeting',
  sshd: 'greeting',
};

/** Schemes and programs may be called anything: 'constructor' too. */
const own = (table: Readonly<Record<string, Service>>, word: string | null | undefined) =>
  typeof word === 'string' && Object.hasOwn(table, word) ? table[word] : undefined;

/**
 * How to open a conversation with a port of which no URL says what it speaks; null is plain HTTP. What is known of the
 * program outranks the port's number.
 */
export function serviceAt(
  port: number,
  speaks: 'http' | 'server-first' | 'other' | undefined,
  program: string | undefined,
  scheme: string | null,
): Service | null {
  const inTls = byPort[port] === 'tls';
  const named = own(byScheme, scheme) ?? (inTls ? undefined : own(byProgram, program?.toLowerCase()));
  if (named) return named;
  if (speaks === 'http') return inTls ? 'tls' : null;
  // Mail and file servers speak first inside TLS where the port is one for that.
  if (speaks === 'server-first') return inTls ? 'tls' : 'greeting';
  return byPort[port] ?? (speaks === 'other' ? 'silent' : null);
}
