# The name server takes two and a half seconds, and resolv.conf lets it have one.
# ask: http://shop.test:8000/
# says: timeout:1 attempts:1
# fix: yes
# twin: name/resolver-unreachable
setup() {
  web 8000
  cat >slow.py <<'P'
import socket, struct, threading, time
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.53", 53))
def answer(query, client):
    time.sleep(2.5)
    end = query.index(0, 12)
    here = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 30, 4) + socket.inet_aton("10.20.30.1")
    records = here if query[end + 2] == 1 else b""
    head = query[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, 1 if records else 0, 0, 0)
    server.sendto(head + query[12 : end + 5] + records, client)
while True:
    threading.Thread(target=answer, args=server.recvfrom(2048)).start()
P
  start python3 slow.py
  printf 'nameserver 127.0.0.53\noptions timeout:1 attempts:1\n' >/etc/resolv.conf
}
client() { fetch http://shop.test:8000/; }
heal() { echo 'nameserver 127.0.0.53' >/etc/resolv.conf; }
