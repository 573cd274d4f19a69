# redis has room for one client, and somebody is there.
# ask: 6379
setup() { start redis-server --port 6379 --save '' --dir "$results" --maxclients 1; listening 6379; start python3 "$lab/servers/clients.py" 127.0.0.1 6379 1; sleep 0.5; }
client() { printf 'PING\r\nQUIT\r\n' | timeout 3 busybox nc -w 2 127.0.0.1 6379 | grep -q PONG; }
heal() { end; sleep 0.3; }
