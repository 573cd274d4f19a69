# A UDP service in another network namespace.
# ask: 9999/udp
setup() {
  box
  cat >echo.py <<'P'
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('0.0.0.0', 9999))
while True:
    data, peer = s.recvfrom(512)
    s.sendto(data, peer)
P
  start in_box python3 echo.py; sleep 0.6
}
client() { python3 -c 'import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.settimeout(2); s.connect(("127.0.0.1",9999)); s.send(b"x"); s.recv(9)'; }
heal() { start python3 echo.py; sleep 0.6; }
