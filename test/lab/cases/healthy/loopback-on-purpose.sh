# A database on loopback, asked about by this machine.
# ask: 127.0.0.1:6379
setup() { start redis-server --port 6379 --bind 127.0.0.1 --save '' --dir "$results"; listening 6379; }
client() { printf 'PING\r\nQUIT\r\n' | timeout 3 busybox nc -w 2 127.0.0.1 6379 | grep -q PONG; }
