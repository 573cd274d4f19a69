"""terminal.py SHELL [ARG...]: a shell on a pseudo-terminal.

Reads commands from standard input: `type TEXT` types TEXT and Enter, `key X` presses Ctrl-X, `hangup` closes the
terminal, which hangs it up. Says `done` for each. What the terminal shows is thrown away.
"""
import os
import pty
import select
import sys
import time

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
time.sleep(0.6)
pending = b""
while True:
    ready, _, _ = select.select([0] if terminal is None else [0, terminal], [], [])
    if terminal in ready:
        try:
            os.read(terminal, 65536)
        except OSError:
            time.sleep(0.2)
    if 0 not in ready:
        continue
    data = os.read(0, 65536)
    if not data:
        break
    *lines, pending = (pending + data).split(b"\n")
    for line in lines:
        word, _, rest = line.partition(b" ")
        if word == b"type":
            os.write(terminal, rest + b"\r")
        elif word == b"key":
            os.write(terminal, bytes([rest.upper()[0] - 64]))
        elif word == b"hangup":
            os.close(terminal)
            terminal = None
        print("done", flush=True)
