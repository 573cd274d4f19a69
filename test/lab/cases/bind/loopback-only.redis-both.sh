# Redis has both loopback addresses, and is asked for over IPv6: its [::] takes no IPv4, whose clients are to stay.
# ask: [fd20::1]:6379 --from lan
# fix: yes
setup() { printf 'bind 127.0.0.1 -::1\nport 6379\n' >redis.conf; start nohup redis-server "$PWD/redis.conf"; listening 6379; }
client() { over_there timeout 3 redis-cli -h $here6 ping | grep -q PONG && timeout 3 redis-cli -h 127.0.0.1 ping | grep -q PONG; }
heal() { end; start nohup redis-server --port 6379 --bind '0.0.0.0 ::' --protected-mode no; listening 6379; }
