# The server was on 8000 until a moment ago; started again, it does not go by the PORT of its .env.
# ask: 8000
# says: 3000
# never: port/time-wait
setup() {
  own holder.py once 8000; listening 8000; port=8000
  python3 -c 'import socket; s = socket.create_connection(("127.0.0.1", 8000)); s.recv(1); s.close()'; sleep 0.3
  echo PORT=8000 >.env
  echo 'import("node:http").then(h => h.createServer((_, r) => r.end("hello")).listen(3000))' >server.mjs
  start node server.mjs; listening 3000
  ss -Htan state time-wait 'sport = :8000' | grep -q .
}
client() { fetch http://127.0.0.1:$port/; }
heal() { port=3000; }
