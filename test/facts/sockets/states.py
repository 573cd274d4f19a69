"""Opens a socket of every kind that can be held still, runs a shell command line beside them, and ends."""

import socket
import struct
import subprocess
import sys
import time

V4, V6, TCP, UDP = socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
kept = []


def make(family, kind, address, device=None, v6only=None, reuse=True):
    one = socket.socket(family, kind)
    kept.append(one)
    if reuse and kind == TCP:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if v6only is not None:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    if device:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    one.bind(address)
    return one


def connect(address, family=V4, kind=TCP):
    one = socket.socket(family, kind)
    kept.append(one)
    one.connect(address)
    return one


# Port 8001: one listener, connections in several states, two that wait to be accepted.
server = make(V4, TCP, ("127.0.0.1", 8001))
server.listen(7)
established = connect(("127.0.0.1", 8001))
accepted, _ = server.accept()
kept.append(accepted)
established.send(b"12345")
half, _ = connect(("127.0.0.1", 8001)), server.accept()[0]
kept.append(_)
half.shutdown(socket.SHUT_WR)
gone = connect(("127.0.0.1", 8001))
closing, _ = server.accept()
closing.close()
gone.close()
time.sleep(0.1)
connect(("127.0.0.1", 8001))
connect(("127.0.0.1", 8001))

# Port 8002: two families, each for itself. 8003: both families in one socket, a client by IPv4.
make(V6, TCP, ("::1", 8002), v6only=1).listen(1)
make(V4, TCP, ("0.0.0.0", 8002)).listen(2)
both = make(V6, TCP, ("::", 8003), v6only=0)
both.listen(3)
connect(("127.0.0.1", 8003))
kept.append(both.accept()[0])
# Port 8004: tied to an interface. 8005: bound, never listening. 8006: UDP, waiting and connected.
make(V4, TCP, ("0.0.0.0", 8004), device="v0").listen(4)
make(V4, TCP, ("127.0.0.1", 8005), reuse=False)
make(V6, TCP, ("::1", 8005), reuse=False)
make(V4, UDP, ("0.0.0.0", 8006)).setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
make(V6, UDP, ("::1", 8006))
peer = make(V4, UDP, ("127.0.0.1", 8007))
peer.connect(("127.0.0.1", 8006))
peer.send(b"hello")
unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
unix.bind(sys.argv[2] + "/server.sock")
unix.listen(1)
abstract = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
abstract.bind("\0netcheck test")
abstract.listen(1)
letterbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
letterbox.bind(sys.argv[2] + "/letters")
quiet = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
quiet.bind(sys.argv[2] + "/quiet.sock")

sys.exit(subprocess.call(["sh", "-ec", sys.argv[1]]))
