# A server was ended a moment ago. What is left of its clients in TIME_WAIT has SO_REUSEADDR from it, and holds off nobody.
# ask: 8000
# twin: port/time-wait
# never: port/time-wait
setup() {
  web 8000
  # It waits for the server to hang up first.
  python3 -c 'import socket; s = socket.create_connection(("127.0.0.1", 8000)); s.send(b"GET / HTTP/1.0\r\n\r\n"); all(iter(lambda: s.recv(999), b""))'
  end
  ss -Htan state time-wait 'sport = :8000' | grep -q .
}
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
