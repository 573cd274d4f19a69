/** Units that usually serve a port, by the names that distributions give them. */
const units: Readonly<Record<number, readonly string[]>> = {
  21: ['vsftpd', 'proftpd'],
  22: ['ssh', 'sshd'],
  25: ['postfix', 'exim4'],
  53: ['named', 'bind9', 'dnsmasq', 'unbound'],
  80: ['nginx', 'apache2', 'httpd', 'caddy', 'lighttpd', 'haproxy'],
  143: ['dovecot'],
  443: ['nginx', 'apache2', 'httpd', 'caddy', 'haproxy'],
  631: ['cups'],
  1883: ['mosquitto'],
  3000: ['grafana-server'],
  3128: ['squid'],
  3306: ['mariadb', 'mysql', 'mysqld'],
  5432: ['postgresql'],
  5672: ['rabbitmq-server'],
  6379: ['redis-server', 'redis', 'valkey', 'valkey-server'],
  8080: ['tomcat10', 'tomcat9', 'jenkins'],
  9090: ['prometheus', 'cockpit'],
  9200: ['elasticsearch', 'opensearch'],
  11211: ['memcached'],
  27017: ['mongod', 'mongodb'],
};

/** Names of the services that a port is usually for; empty for most ports. */
export const usualUnits = (port: number): readonly string[] =>
  (units[port] ?? []).map(name => `${name}.service`);
