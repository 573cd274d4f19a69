# redis in protected mode: it answers the LAN with -DENIED.
# ask: 6379 --from lan
# twin: bind/loopback-only
setup() { start redis-server --port 6379 --bind '*' --save '' --dir "$results"; listening 6379; }
client() { printf 'PING\r\nQUIT\r\n' | over_there timeout 3 busybox nc -w 2 $here 6379 | grep -q PONG; }
heal() { redis-cli config set protected-mode no; }
