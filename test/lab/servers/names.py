"""names.py RCODE: a name server on 127.0.0.53 that answers every question with that code and nothing else."""
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.53", 53))
while True:
    query, client = s.recvfrom(2048)
    s.sendto(query[:2] + bytes([0x81, 0x80 | int(sys.argv[1])]) + query[4:6] + bytes(6) + query[12:], client)
