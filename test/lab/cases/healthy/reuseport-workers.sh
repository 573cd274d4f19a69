# Three processes of one program, each with its own SO_REUSEPORT socket.
# ask: 8000
# never: port/shared
setup() { cp "$lab/servers/web.py" .; printf 'for _ in 1 2 3; do python3 web.py 8000 0.0.0.0 reuseport & done; wait\n' >workers.sh; start nohup bash workers.sh; listening 8000; sleep 0.8; [ "$(ss -Hltn 'sport = :8000' | wc -l)" = 3 ]; }
client() { for _ in $(seq 12); do fetch_there http://$here:8000/ || return 1; done; }
