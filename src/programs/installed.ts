/** What is known of a server program that is installed as a service, while it does not run. */
export interface Service {
  /** The id of the program (./index.ts). */
  readonly program: string;
  /** Other words that people mean it by. */
  readonly words: readonly string[];
  /** Its units, by the names that distributions give them. */
  readonly units: readonly string[];
  /** The command by which it is usually started: what its configuration is found by. */
  readonly command: readonly string[];
  /** The user that it usually runs as, where its configuration is found by that. */
  readonly user?: string;
  /** Directives of its configuration that name a port: the first group. */
  readonly port: RegExp;
  /** Parts of its configuration that hold on some machines only. */
  readonly conditional?: RegExp;
  /** The port where none of them does; missing where it then has none. */
  readonly otherwise?: number;
  /** A command that says what is wrong with the configuration. */
  readonly test?: string;
}

const services: readonly Service[] = [
  {
    program: 'nginx',
    words: ['nginx'],
    units: ['nginx'],
    command: ['nginx'],
    port: /^[^#\r\n\u2028\u2029]*?\blisten\s+(?:\[[^\]\s]+\]:|[\w.*-]+:)?(\d{1,5})(?=[\s;])/gm,
    test: 'nginx -t',
  },
  {
    program: 'apache',
    words: ['apache', 'apache2', 'httpd'],
    units: ['apache2', 'httpd'],
    command: ['apache2', '-k', 'start'],
    port: /^[ \t]*Listen\s+(?:\S+:)?(\d{1,5})(?=\s|$)/gim,
    conditional: /<If\w+ [\s\S]*?<\/If\w+>/gi,
    test: 'apachectl configtest',
  },
  {
    program: 'redis',
    words: ['redis', 'redis-server'],
    units: ['redis-server', 'redis'],
    command: ['redis-server'],
    user: 'redis',
    port: /^[ \t]*port\s+(\d{1,5})\s*$/gim,
    otherwise: 6379,
  },
  {
    program: 'mariadb',
    words: ['mysql', 'mysqld', 'mariadb', 'mariadbd'],
    units: ['mariadb', 'mysql', 'mysqld'],
    command: ['mariadbd'],
    port: /^[ \t]*port\s*=\s*(\d{1,5})\s*$/gim,
    otherwise: 3306,
  },
  {
    program: 'openssh',
    words: ['ssh', 'sshd', 'openssh'],
    units: ['ssh', 'sshd'],
    command: ['/usr/sbin/sshd', '-D'],
    port: /^[ \t]*Port\s+(\d{1,5})\s*$/gim,
    otherwise: 22,
    test: 'sshd -t',
  },
  {
    program: 'vsftpd',
    words: ['vsftpd'],
    units: ['vsftpd'],
    command: ['vsftpd'],
    port: /^listen_port=(\d{1,5})\s*$/gim,
    otherwise: 21,
  },
  {
    program: 'haproxy',
    words: ['haproxy'],
    units: ['haproxy'],
    command: ['haproxy', '-f', '/etc/haproxy/haproxy.cfg'],
    port: /^[ \t]*bind\s+\S*?:(\d{1,5})(?=\s|$)/gm,
    test: 'haproxy -c -f /etc/haproxy/haproxy.cfg',
  },
  {
    program: 'lighttpd',
    words: ['lighttpd'],
    units: ['lighttpd'],
    command: ['lighttpd', '-f', '/etc/lighttpd/lighttpd.conf'],
    port: /^[ \t]*server\.port\s*=\s*(\d{1,5})/gm,
    otherwise: 80,
    test: 'lighttpd -tt -f /etc/lighttpd/lighttpd.conf',
  },
  {
    program: 'memcached',
    words: ['memcached'],
    units: ['memcached'],
    command: ['memcached'],
    port: /^[ \t]*-p\s+(\d{1,5})\s*$/gm,
    otherwise: 11211,
  },
  {
    program: 'gunicorn',
    words: ['gunicorn'],
    units: [],
    command: ['gunicorn'],
    port: /^[ \t]*bind\s*=.*?:(\d{1,5})['"]/gm,
  },
  {
    program: 'postgres',
    words: ['postgres', 'postgresql', 'psql'],
    units: ['postgresql'],
    command: ['postgres'],
    port: /^[ \t]*port\s*=\s*'?(\d{1,5})/gim,
    otherwise: 5432,
  },
];

/** One word for each of them. */
export const serviceWords: readonly string[] = services.map(({ words }) => words[0]!);

/** The service that a word means, with or without `.service`; undefined for any other word. */
export function serviceCalled(word: string): Service | undefined {
  const name = word.toLowerCase().replace(/\.service$/, '');
  return services.find(each => each.words.includes(name));
}
