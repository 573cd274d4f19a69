"""Fills a machine: crowd.py PROCESSES, each with 100 descriptors: 5 listeners, both ends of 25 connections, 45 files.

Says "ready" once all stand, and stays until it is killed; its children go with it.
"""
import ctypes
import os
import signal
import socket
import sys

FIRST_PORT = 10_000
LISTENERS, CONNECTIONS, DESCRIPTORS = 5, 25, 100
PR_SET_PDEATHSIG = 1


def fill(number):
    """One process of the crowd: takes its descriptors and sleeps."""
    held = []
    for i in range(LISTENERS):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", FIRST_PORT + number * LISTENERS + i))
        listener.listen(64)
        held.append(listener)
    for i in range(CONNECTIONS):
        listener = held[i % LISTENERS]
        held.append(socket.create_connection(listener.getsockname()))
        held.append(listener.accept()[0])
    # With the three standard ones and the pipe to the parent, 100.
    while len(held) < DESCRIPTORS - 4:
        held.append(open("/dev/null"))
    return held


def main(count):
    ready, tell = os.pipe()
    for number in range(count):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.close(ready)
            held = fill(number)
            os.write(tell, b".")
            while held:
                signal.pause()
    os.close(tell)
    told = 0
    while told < count:
        said = os.read(ready, 4096)
        if not said:
            sys.exit("a process of the crowd could not be filled")
        told += len(said)
    print("ready", flush=True)
    signal.pause()


main(int(sys.argv[1]))
