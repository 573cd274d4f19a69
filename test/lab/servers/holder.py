"""holder.py WAY PORT: holds a port in a way that is no healthy listener. Ways: unaccepting (listen(1), never accepts),
bound (no listen), udp, once (serves one connection, closes it first, ends; no SO_REUSEADDR), starved (16 descriptors)."""
import resource
import socket
import sys
import time

way, port = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if way == "udp" else socket.SOCK_STREAM)
if way == "starved":
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("0.0.0.0", port))
if way == "udp":
    while True:
        data, client = s.recvfrom(2048)
        s.sendto(data, client)
if way == "once":
    s.listen()
    s.accept()[0].close()
    sys.exit()
if way == "unaccepting":
    s.listen(1)
if way == "starved":
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    s.listen(128)
    held = []
    while True:
        try:
            held.append(s.accept()[0])
        except OSError:
            time.sleep(0.1)
time.sleep(3600)
