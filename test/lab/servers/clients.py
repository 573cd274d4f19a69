"""clients.py ADDRESS PORT COUNT: opens connections and keeps them, sending nothing."""
import socket
import sys
import time

held = []
for _ in range(int(sys.argv[3])):
    s = socket.socket()
    s.setblocking(False)
    s.connect_ex((sys.argv[1], int(sys.argv[2])))
    held.append(s)
    time.sleep(0.02)
time.sleep(3600)
