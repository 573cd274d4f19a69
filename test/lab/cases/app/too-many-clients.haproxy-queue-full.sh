# HAProxy has as many clients as its frontend takes, and its backlog, which is as large as that, is full too.
# ask: 8000
# twin: tcp/accept-queue-full
# says: maxconn 2
setup() {
  printf 'defaults\n mode http\n timeout connect 2s\n timeout client 600s\n timeout server 600s\n timeout http-request 600s\nfrontend web\n bind :8000\n maxconn 2\n http-request return status 200\n' >"$results/haproxy.cfg"
  start haproxy -db -f "$results/haproxy.cfg"
  listening 8000
  start python3 -c '
import socket, time
kept = [socket.socket() for _ in range(9)]
for each in kept:
    each.setblocking(False)
    each.connect_ex(("127.0.0.1", 8000))
    time.sleep(0.05)
time.sleep(900)'
  idle=$server
  sleep 1
}
client() { fetch http://$here:8000/; }
heal() { end "$idle"; sleep 1; }
