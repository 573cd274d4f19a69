# Redis in a container is published for IPv4, and lets in its own machine alone.
# ask: 6379 --from lan
# twin: namespace/not-published
setup() { box; start in_box redis-server --port 6379 --bind 0.0.0.0 --save '' --dir "$results"; listening 6379 box; publish 6379 6379; }
client() { printf 'PING\r\nQUIT\r\n' | over_there timeout 3 busybox nc -w 2 $here 6379 | grep -q PONG; }
heal() { in_box redis-cli config set protected-mode no; }
