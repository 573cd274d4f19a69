# Four workers share the port by SO_REUSEPORT, and one has waited for a lock since its first client: a port's one answer is luck.
# ask: 8000
# verdict: degraded
# twin: port/shared
setup() {
  cat >worker.py <<'P'
import socket, sys, threading
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
server.bind(('0.0.0.0', 8000)); server.listen(64)
lock = threading.Lock()
while True:
    client, _ = server.accept()
    client.recv(9999)
    client.send(b'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'); client.close()
    if sys.argv[1] == 'stuck': lock.acquire()
P
  for _ in 1 2 3; do start python3 worker.py well; done
  start python3 worker.py stuck; sleep 0.8
  for _ in $(seq 24); do curl -s -m 0.2 -o /dev/null http://127.0.0.1:8000/; done; true
}
client() { for _ in $(seq 24); do fetch -m 1 http://127.0.0.1:8000/ || return 1; done; }
heal() { end; }
