# Nobody has the address, asked over UDP: that shows after three seconds.
# ask: 10.20.30.77:9000/udp
# twin: remote/filtered
setup() { :; }
client() { python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
s.sendto(b'x', ('10.20.30.77', 9000))
s.recv(9)"; }
heal() {
  ip -n there addr add 10.20.30.77/24 dev eth0
  start over_there python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('10.20.30.77', 9000))
while True:
    s.sendto(*s.recvfrom(99))"
}
