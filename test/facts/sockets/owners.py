"""Plays one way of sharing a listener among processes, prints the pids that hold it, and waits for its input's end."""

import os
import signal
import socket
import subprocess
import sys

way = sys.argv[1]
pids = []


def child(work=None):
    pid = os.fork()
    if pid == 0:
        if work:
            work()
        signal.pause()
    pids.append(pid)


server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(1)

if way == "workers":
    # A master with workers under another user, as nginx has.
    child(lambda: os.setuid(65534))
    child(lambda: os.setuid(65533))
    pids.append(os.getpid())
elif way == "handed-over":
    # The process that made the socket holds it no longer.
    child()
    child()
elif way == "another-user":
    # Made by root, held by somebody else alone.
    child(lambda: os.setuid(65534))
elif way == "left-over":
    # A command that a server's shell has put into the background, and that shell has ended.
    server.set_inheritable(True)
    shell = subprocess.run("sleep 60 >/dev/null & echo $!", shell=True, close_fds=False, stdout=subprocess.PIPE)
    pids += [os.getpid(), int(shell.stdout)]

port = server.getsockname()[1]
if way in ("handed-over", "another-user"):
    server.close()
print(" ".join(map(str, [port, *sorted(pids)])), flush=True)
sys.stdin.read()
for pid in pids:
    if pid != os.getpid():
        os.kill(pid, signal.SIGKILL)
