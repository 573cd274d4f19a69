# A worker asks for its service again and again; the service itself is not there. The worker's words, HOST PORT, could be a server's.
# ask: 8000
# never: process/not-listening
# twin: process/not-listening
setup() { printf 'import socket, sys, time\nwhile True:\n    try:\n        socket.create_connection((sys.argv[1], int(sys.argv[2])), 1).close()\n    except OSError:\n        pass\n    time.sleep(0.5)\n' >worker.py; start python3 worker.py 127.0.0.1 8000; sleep 1; }
client() { connects 127.0.0.1 8000; }
heal() { web 8000; }
