# The same, started by hand with a file of its own: nothing tells where that is, so a person has to log in.
# ask: 6379
# says: askpass
setup() { printf 'bind 127.0.0.1 ::1\nport 6379\nsave ""\nrequirepass secret-7\n' >redis.conf; start redis-server "$web/redis.conf"; listening 6379; }
client() { printf 'AUTH secret-7\r\nPING\r\nQUIT\r\n' | over_there timeout 3 busybox nc -w 2 $here 6379 | grep -q PONG; }
heal() { REDISCLI_AUTH=secret-7 redis-cli CONFIG SET bind 0.0.0.0; }
