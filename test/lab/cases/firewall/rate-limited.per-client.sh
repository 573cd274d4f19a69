# A rule lets each client connect a few times a minute, and this one has done so: the next attempt is dropped.
# ask: 10.20.30.1:8000 --from lan
# twin: firewall/drop
setup() {
  cat >server.py <<'P'
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("0.0.0.0", 8000))
s.listen()
while True:
    c, _ = s.accept()
    c.recv(4096)
    c.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello")
    c.close()
P
  start nohup python3 server.py
  listening 8000
  nft -f - <<'N'
table inet filter {
  set flood {
    type ipv4_addr
    flags dynamic
    timeout 5m
  }
  chain input {
    type filter hook input priority filter
    iif lo accept
    tcp dport 8000 ct state new update @flood { ip saddr limit rate over 3/minute burst 3 packets } drop
  }
}
N
  for _ in 1 2 3; do fetch_there http://$here:8000/; done
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
