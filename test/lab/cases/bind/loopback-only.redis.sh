# redis with a configuration file that binds loopback.
# ask: 6379 --from lan
# fix: yes
setup() { printf 'bind 127.0.0.1 ::1\nport 6379\nsave ""\ndir %s\n' "$results" >redis.conf; start redis-server "$web/redis.conf"; listening 6379; }
client() { printf 'PING\r\nQUIT\r\n' | over_there timeout 3 busybox nc -w 2 $here 6379 | grep -q PONG; }
heal() { end; sed -i 's/^bind.*/bind 0.0.0.0\nprotected-mode no/' redis.conf; start redis-server "$web/redis.conf"; listening 6379; }
