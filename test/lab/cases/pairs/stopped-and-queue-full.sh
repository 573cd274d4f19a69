# Stopped long enough for its queue to fill.
# ask: 8000
# expect: process/stopped
# fix: yes
setup() { own web.py 8000 0.0.0.0 backlog=2; listening 8000; kill -STOP $server; stopped=$server; start python3 "$lab/servers/clients.py" 127.0.0.1 8000 5; sleep 0.8; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; kill -CONT $stopped; sleep 0.5; }
