# A server was killed a moment ago. One on the next port ran beside it all the time, and is not the one that was meant.
# ask: 8000
# twin: port/wrong-port
setup() {
  mkdir blog; cd blog; web 8001; cd ..; web 8000
  # It waits for the server to hang up first.
  python3 -c 'import socket; s = socket.create_connection(("127.0.0.1", 8000)); s.send(b"GET / HTTP/1.0\r\n\r\n"); all(iter(lambda: s.recv(999), b""))'
  end
}
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
