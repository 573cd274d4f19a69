# A rule rejects datagrams in the very words of a closed port, and an ordinary user cannot read it: UDP found a socket for all that reached it.
# ask: 9000/udp --from self
# user: nobody
# twin: port/nothing-listens
setup() {
  start python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('0.0.0.0', 9000))
while True:
    s.sendto(*s.recvfrom(99))"
  sleep 0.4
  input_rules 'udp dport 9000 reject;'
}
client() { python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.connect(('127.0.0.1', 9000))
s.send(b'x')
s.recv(9)"; }
heal() { nft flush ruleset; }
