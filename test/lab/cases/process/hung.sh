# One sync worker, and an idle connection holds it: everybody else waits.
# ask: 8000
# twin: process/stopped, process/busy
setup() { own web.py 8000 0.0.0.0 single; listening 8000; start python3 "$lab/servers/clients.py" 127.0.0.1 8000 1; sleep 0.5; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; sleep 0.3; }
