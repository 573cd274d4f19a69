/**
 * The port type that a domain of the reference policy may listen on (policy/modules/services, corenetwork.te.in), for
 * the servers that people move to other ports.
 */
const types: Readonly<Record<string, string>> = {
  httpd_t: 'http_port_t',
  haproxy_t: 'http_port_t',
  varnishd_t: 'http_cache_port_t',
  squid_t: 'squid_port_t',
  sshd_t: 'ssh_port_t',
  named_t: 'dns_port_t',
  mysqld_t: 'mysqld_port_t',
  postgresql_t: 'postgresql_port_t',
  mongod_t: 'mongod_port_t',
  redis_t: 'redis_port_t',
  memcached_t: 'memcache_port_t',
  rabbitmq_t: 'amqp_port_t',
  mosquitto_t: 'mqtt_port_t',
  postfix_master_t: 'smtp_port_t',
  dovecot_t: 'pop_port_t',
  ftpd_t: 'ftp_port_t',
  openvpn_t: 'openvpn_port_t',
  slapd_t: 'ldap_port_t',
  cockpit_ws_t: 'websm_port_t',
};

/** The type of the ports that a domain may have; undefined for one that is not known. */
export const portTypeOf = (domain: string): string | undefined => types[domain];

/** The types of ports that no list of the policy claims: such a port is added to a list, any other is moved. */
export const unclaimed = (portType: string): boolean =>
  /^(?:unreserved|reserved|hi_reserved|ephemeral)_port_t$|^port_t$/.test(portType);
