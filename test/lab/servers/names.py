"""names.py CODE|ZONE [udp]: a name server on 127.0.0.53. CODE: it answers everything with that code and nothing else.
ZONE: words like `shop.test=10.0.0.1`, `shop.test=cut:10.0.0.1` (too long for a packet), `shop.test=alias:www.test`.
It knows no other names, and no IPv6 addresses. With `udp` it does not listen on TCP."""
import socket
import struct
import sys
import threading

words = sys.argv[1:]
alone = "udp" in words
zone = dict(word.split("=", 1) for word in words if "=" in word)
code = int(words[0]) if words[0].isdigit() else None


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def record(name, kind, data):
    return wire(name) + struct.pack(">HHIH", kind, 1, 30, len(data)) + data


def answer(query, by_tcp):
    end = query.index(0, 12)
    labels, at = [], 12
    while at < end:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("latin1"))
        at += query[at] + 1
    name, kind = ".".join(labels).lower(), query[end + 2]
    records, status, cut = [], code or 0, 0
    while code is None:
        value = zone.get(name)
        if value is None:
            status = 3
            break
        if value.startswith("alias:") and len(records) < 8:
            records.append(record(name, 5, wire(value[6:])))
            name = value[6:]
            continue
        if value.startswith("cut:") and not by_tcp:
            cut = 2
        elif kind == 1 and not value.startswith("alias:"):
            records.append(record(name, 1, socket.inet_aton(value.split(":")[-1])))
        break
    head = query[:2] + bytes([0x81 | cut, 0x80 | status]) + struct.pack(">HHHH", 1, len(records), 0, 0)
    return head + query[12 : end + 5] + b"".join(records)


def by_udp():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.53", 53))
    while True:
        query, client = server.recvfrom(2048)
        server.sendto(answer(query, False), client)


def by_tcp():
    server = socket.create_server(("127.0.0.53", 53))
    while True:
        client, _ = server.accept()
        client.settimeout(2)
        try:
            while size := client.recv(2):
                whole = answer(client.recv(struct.unpack(">H", size)[0]), True)
                client.sendall(struct.pack(">H", len(whole)) + whole)
        except OSError:
            pass
        client.close()


if not alone:
    threading.Thread(target=by_tcp, daemon=True).start()
by_udp()
