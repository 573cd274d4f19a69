# A BGP speaker has a TCP MD5 key for this machine: the kernel drops what is not signed, without a word.
# ask: 127.0.0.1:8000
# twin: firewall/drop
setup() {
  cat >signed.py <<'P'
import socket, struct
listener = socket.create_server(("0.0.0.0", 8000))
# struct tcp_md5sig of linux/tcp.h: an address, flags, the key's length and the key.
peer = struct.pack("=H", socket.AF_INET) + bytes(2) + socket.inet_aton("127.0.0.1") + bytes(120)
listener.setsockopt(socket.IPPROTO_TCP, 14, peer + struct.pack("=BBHi", 0, 0, 3, 0) + b"key" + bytes(77))
while True:
    connection, _ = listener.accept()
    connection.recv(9999)
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello")
    connection.close()
P
  start nohup python3 signed.py
  listening 8000
}
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
