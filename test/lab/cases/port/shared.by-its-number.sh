# Two HAProxys whose commands differ by a number only: the first was never stopped, and has the site as it was.
# ask: http://127.0.0.1:8080/new.txt
# never: process/stale-instance
# says: haproxy | share port 8080
# fix: yes
hand_on() {
  printf 'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\nlisten shop\n  bind :8080\n  server a 127.0.0.1:900%s\n' "$1" >"shop$1.cfg"
  haproxy -f "shop$1.cfg" >/dev/null 2>&1 &
}
setup() {
  mkdir old new && echo x >new/new.txt
  (cd old && python3 -m http.server 9001 >/dev/null 2>&1 &)
  (cd new && python3 -m http.server 9002 >/dev/null 2>&1 &)
  listening 9001 && listening 9002
  hand_on 1; old=$!; listening 8080
  hand_on 2; sleep 1
}
client() { for _ in $(seq 24); do fetch http://127.0.0.1:8080/new.txt || return 1; done; }
heal() { kill "$old"; sleep 0.3; }
