"""queue.py NUMBER: binds a queue of packets (nfnetlink_queue) and never says what is to become of them."""
import socket
import struct
import sys
import time

NETFILTER, REQUEST_ACK, CONFIG, COMMAND, BIND = 12, 5, (3 << 8) | 2, 1, 1
body = struct.pack("=BBH", 0, 0, socket.htons(int(sys.argv[1]))) + struct.pack("=HHBBH", 8, COMMAND, BIND, 0, 0)
reader = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER)
reader.bind((0, 0))
reader.send(struct.pack("=IHHII", 16 + len(body), CONFIG, REQUEST_ACK, 1, 0) + body)
error = struct.unpack_from("=i", reader.recv(4096), 16)[0]
if error:
    sys.exit(f"queue {sys.argv[1]}: error {-error}")
time.sleep(3600)
