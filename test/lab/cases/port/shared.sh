# Two versions of a site share the port with SO_REUSEPORT, and connections are dealt out between them.
# ask: http://127.0.0.1:8000/new.html
# verdict: degraded
setup() { mkdir old new; echo new >new/new.html; cp "$lab/servers/web.py" .; (cd old; start python3 ../web.py 8000 0.0.0.0 reuseport); (cd new; start python3 ../web.py 8000 0.0.0.0 reuseport); sleep 0.8; [ "$(ss -Hltn 'sport = :8000' | wc -l)" = 2 ]; }
client() { for _ in $(seq 20); do fetch http://127.0.0.1:8000/new.html || return 1; done; }
heal() { for pid in $(pgrep -f web.py); do [ "$(readlink /proc/$pid/cwd)" = "$web/old" ] && kill $pid; done; sleep 0.3; }
