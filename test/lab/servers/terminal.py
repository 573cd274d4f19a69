"""An interactive bash on a terminal of its own; types its arguments, a line each, and keeps the terminal open."""
import os
import pty
import sys
import time

pid, terminal = pty.fork()
if pid == 0:
    os.execvp("bash", ["bash", "--norc", "-i"])
time.sleep(0.5)
for line in sys.argv[1:]:
    os.write(terminal, line.encode() + b"\n")
    time.sleep(0.3)
while True:
    try:
        os.read(terminal, 65536)
    except OSError:
        time.sleep(0.2)
