# Asked for over UDP, and the service is on TCP.
# ask: 9053/udp
setup() { web 9053; }
client() { python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(("127.0.0.1", 9053)); s.send(b"x"); s.recv(9)'; }
heal() { own holder.py udp 9053; sleep 0.4; }
