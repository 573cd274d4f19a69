# A UDP server of another user reads no more, and an ordinary user asks: what waits in its queue is there for everybody to see.
# ask: 9000/udp --from self
# user: nobody
setup() {
  start python3 -c "
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('0.0.0.0', 9000))
s.sendto(*s.recvfrom(99))
time.sleep(999)"
  sleep 0.4
  client
}
client() { python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
s.sendto(b'x', ('127.0.0.1', 9000))
s.recv(9)"; }
heal() { end; start python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('0.0.0.0', 9000))
while True:
    s.sendto(*s.recvfrom(99))"; sleep 0.4; }
