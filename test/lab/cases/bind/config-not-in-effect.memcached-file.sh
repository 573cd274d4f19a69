# The unit of memcached starts a script that makes its command of /etc/memcached.conf, which was changed since.
# ask: 11211 --from lan
# fix: yes
# twin: bind/loopback-only
setup() {
  printf -- '-p 11211\n-u memcache\n-l 127.0.0.1\n' >"$results/etc/memcached.conf"
  mount --bind "$results/etc/memcached.conf" /etc/memcached.conf
  systemd_up && unit memcached '/usr/share/memcached/scripts/systemd-memcached-wrapper /etc/memcached.conf'
  listening 11211
  sleep 0.1
  printf -- '-p 11211\n-u memcache\n-l 0.0.0.0\n' >/etc/memcached.conf
}
inside() { in_systemd "$@"; }
client() { over_there timeout 3 bash -c "printf 'version\r\nquit\r\n' | nc -w 2 $here 11211" | grep -q VERSION; }
heal() { in_systemd systemctl restart memcached; listening 11211; }
