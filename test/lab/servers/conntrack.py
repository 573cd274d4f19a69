# conntrack.py: fills this namespace's table of tracked connections, by ctnetlink (linux/netfilter/nfnetlink_conntrack.h),
# with UDP exchanges that both sides have had a part in: the kernel throws none of those out to make room.
import socket
import struct

CREATE = 0x1 | 0x200 | 0x400
SEEN_REPLY, ASSURED, CONFIRMED = 2, 4, 8
UDP = b"\x11"


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)


def nested(kind, *parts):
    return attribute(kind | 0x8000, b"".join(parts))


def direction(kind, source, target, source_port, target_port):
    ports = attribute(2, struct.pack(">H", source_port)), attribute(3, struct.pack(">H", target_port))
    return nested(kind, nested(1, attribute(1, source), attribute(2, target)), nested(2, attribute(1, UDP), *ports))


kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
kernel.bind((0, 0))
limit = int(open("/proc/sys/net/netfilter/nf_conntrack_max").read())
state = attribute(3, struct.pack(">I", SEEN_REPLY | ASSURED | CONFIRMED)) + attribute(7, struct.pack(">I", 3600))
server = socket.inet_aton("10.20.30.1")
batch = b""
for number in range(limit + 64):
    client, port = struct.pack(">I", 0x0A640000 + number // 60000), 1024 + number % 60000
    body = struct.pack("=BBH", socket.AF_INET, 0, 0)
    body += direction(1, client, server, port, 53) + direction(2, server, client, 53, port) + state
    batch += struct.pack("=IHHII", 16 + len(body), 0x100, CREATE, number, 0) + body
    if len(batch) > 60000:
        kernel.send(batch)
        batch = b""
kernel.send(batch)
