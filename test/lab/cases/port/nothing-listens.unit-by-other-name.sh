# Asked about as redis: its unit has another name, nobody has started it, and its port is in its configuration.
# ask: redis
# fix: yes
# says: 6390 | redis-server.service
setup() {
  systemd_up || return 1
  mkdir etc-redis
  printf 'bind 127.0.0.1\nport 6390\nsave ""\n' >etc-redis/redis.conf
  mount --bind etc-redis /etc/redis
  nsenter -t "$systemd" -m mount --bind "$web/etc-redis" /etc/redis
  unit redis-server '/usr/bin/redis-server /etc/redis/redis.conf'
  in_systemd systemctl stop redis-server
}
inside() { in_systemd "$@"; }
client() { [ "$(redis-cli -p 6390 ping)" = PONG ]; }
heal() { in_systemd systemctl start redis-server; listening 6390; }
