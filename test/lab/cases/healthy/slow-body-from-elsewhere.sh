# The head comes at once and the body two seconds later: slow, but no packet is lost.
# ask: http://10.20.30.2:8000/
# never: route/mtu-blackhole
setup() {
  cat >late.py <<'P'
import socket, threading, time
s = socket.create_server(('0.0.0.0', 8000))
def serve(c):
    c.recv(9000)
    c.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2000\r\nConnection: close\r\n\r\n')
    time.sleep(2)
    c.sendall(b'x' * 2000)
    c.close()
while True:
    threading.Thread(target=serve, args=(s.accept()[0],)).start()
P
  start over_there python3 late.py; listening 8000 there
}
client() { fetch http://$there:8000/; }
