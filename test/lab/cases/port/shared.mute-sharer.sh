# An older start of the application still has its share of the port (SO_REUSEPORT); it accepts what comes, and answers nobody.
# ask: 8000
# never: process/hung
# says: never.py | does not answer
# verdict: degraded
# fix: yes
setup() {
  cat >never.py <<'P'
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(("0.0.0.0", 8000))
s.listen(100)
kept = []
while True:
    kept.append(s.accept())
P
  own web.py 8000 0.0.0.0 reuseport
  listening 8000
  start nohup python3 never.py
  never=$server
  until_true sh -c '[ "$(ss -Hltn sport = :8000 | wc -l)" = 2 ]'
}
client() { for _ in $(seq 12); do fetch http://127.0.0.1:8000/ || return 1; done; }
heal() { kill "$never"; sleep 0.3; }
