# HAProxy shakes hands by itself, and redis, to which it passes the bytes on, does not run.
# ask: 6380
# says: 127.0.0.1:6379
# twin: healthy
setup() {
  authority ca; certificate a.test DNS:a.test -1 9; cat a.test.key a.test.pem >both.pem
  printf 'defaults\n mode tcp\n timeout connect 2s\n timeout client 9s\n timeout server 9s\nlisten front\n bind :6380 ssl crt both.pem\n server redis 127.0.0.1:6379\n' >haproxy.cfg
  start haproxy -db -f haproxy.cfg; listening 6380
}
client() { timeout 4 redis-cli --tls --insecure -p 6380 ping | grep -q PONG; }
heal() { start redis-server --port 6379 --bind 127.0.0.1 --save '' --dir "$results"; listening 6379; }
