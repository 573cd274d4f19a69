# Redis runs a script that does not end: it takes connections, and tells everybody that it is busy.
# ask: 6379
# says: BUSY
# twin: healthy
setup() {
  start redis-server --port 6379 --bind 0.0.0.0 --protected-mode no --save '' --lua-time-limit 100
  listening 6379
  start redis-cli EVAL 'while true do end' 0
  until_true bash -c 'redis-cli ping | grep -q BUSY'
}
client() { timeout 2 redis-cli -h $here ping | grep -q PONG; }
heal() { redis-cli SCRIPT KILL; }
