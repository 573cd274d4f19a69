const between = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Ports that browsers and fetch() refuse ("bad port", https://fetch.spec.whatwg.org/#port-blocking). */
export const badPorts: ReadonlySet<number> = new Set([
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95],
  ...between(101, 104),
  ...[109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465],
  ...between(512, 515),
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723],
  ...[2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...between(6665, 6669),
  ...[6679, 6697, 10080],
]);

/** What usually listens on a port: the names of IANA's registry, and the defaults of servers that people run. */
const services: Readonly<Record<number, string>> = {
  20: 'ftp-data',
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'dns',
  67: 'dhcp',
  69: 'tftp',
  80: 'http',
  88: 'kerberos',
  110: 'pop3',
  111: 'rpcbind',
  123: 'ntp',
  139: 'netbios',
  143: 'imap',
  161: 'snmp',
  179: 'bgp',
  389: 'ldap',
  443: 'https',
  445: 'smb',
  465: 'smtps',
  514: 'syslog',
  515: 'printer',
  587: 'submission',
  631: 'ipp',
  636: 'ldaps',
  853: 'dns over tls',
  873: 'rsync',
  993: 'imaps',
  995: 'pop3s',
  1080: 'socks',
  1433: 'sql server',
  1521: 'oracle',
  1883: 'mqtt',
  2049: 'nfs',
  2181: 'zookeeper',
  2375: 'docker',
  2376: 'docker',
  2379: 'etcd',
  3000: 'http',
  3128: 'http proxy',
  3306: 'mysql',
  3389: 'rdp',
  4222: 'nats',
  5000: 'http',
  5060: 'sip',
  5173: 'vite',
  5353: 'mdns',
  5432: 'postgresql',
  5672: 'amqp',
  5900: 'vnc',
  6000: 'x11',
  6379: 'redis',
  6443: 'kubernetes',
  8000: 'http',
  8080: 'http',
  8443: 'https',
  8888: 'http',
  9000: 'http',
  9090: 'http',
  9092: 'kafka',
  9200: 'elasticsearch',
  11211: 'memcached',
  15672: 'rabbitmq',
  27017: 'mongodb',
  51820: 'wireguard',
};

/** The service that usually has this port, or undefined. A hint for people, and never a proof. */
export const serviceAt = (port: number): string | undefined => services[port];

const schemes: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  amqp: 5672,
  ftp: 21,
  imap: 143,
  ldap: 389,
  mongodb: 27017,
  mqtt: 1883,
  mysql: 3306,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  sftp: 22,
  smtp: 25,
  ssh: 22,
};

/** The port that a URL of this scheme means when it names none, or undefined. */
export const defaultPort = (scheme: string): number | undefined =>
  Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;

/** A whole number from 1 to 65535 in decimal digits, or undefined. */
export const parsePort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535 ? Number(text) : undefined;

/** Where the ports begin that clients are given (ip_local_port_range in ip(7)). */
export const EPHEMERAL = 32_768;
