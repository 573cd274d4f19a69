# Redis on loopback with a password: it has to be told the password before it is told the address.
# ask: 6379 --from lan
# fix: yes
setup() {
  mkdir etc-redis
  printf 'bind 127.0.0.1 ::1\nport 6379\nsave ""\nrequirepass "pass-word 7"\n' >etc-redis/redis.conf
  mount --bind etc-redis /etc/redis
  chmod a+x "$results" "$web"
  start setpriv --reuid=redis --regid=redis --clear-groups redis-server /etc/redis/redis.conf
  listening 6379
}
client() { printf 'AUTH "pass-word 7"\r\nPING\r\nQUIT\r\n' | over_there timeout 3 busybox nc -w 2 $here 6379 | grep -q PONG; }
heal() { REDISCLI_AUTH='pass-word 7' redis-cli CONFIG SET bind 0.0.0.0; }
