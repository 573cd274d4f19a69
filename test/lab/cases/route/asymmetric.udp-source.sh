# A UDP server on every address leaves the source of its answers to the kernel: asked at the second address, it answers from the first.
# ask: 10.20.30.8:5300/udp --from lan
setup() {
  ip addr add 10.20.30.8/24 dev eth0
  cat >echo.py <<'P'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 5300))
while True:
    data, client = s.recvfrom(99)
    s.sendto(data, client)
P
  start python3 echo.py 0.0.0.0
  until_true bash -c "ss -Hlnu 'sport = :5300' | grep -q ."
}
client() { over_there timeout 4 python3 -c "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(('10.20.30.8', 5300)); s.send(b'hi'); s.recv(99)"; }
heal() { end; start python3 echo.py 10.20.30.8; sleep 0.5; }
