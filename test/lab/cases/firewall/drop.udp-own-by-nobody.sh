# The same, and an ordinary user cannot read it: the kernel delivered nothing of what came in.
# ask: 127.0.0.1:9000/udp
# user: nobody
setup() {
  start nohup python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('0.0.0.0', 9000))
while True:
    s.sendto(*s.recvfrom(99))"
  sleep 0.4
  input_rules 'udp dport 9000 drop;'
}
client() { python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.sendto(b'x', ('127.0.0.1', 9000))
s.recv(9)"; }
heal() { nft flush ruleset; }
