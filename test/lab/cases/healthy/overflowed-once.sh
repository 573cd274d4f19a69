# The listen queue overflowed earlier and is empty now: the counter remembers.
# ask: 8000
# never: tcp/accept-queue-full
setup() { own web.py 8000 0.0.0.0 backlog=1; listening 8000; kill -STOP $server; start python3 "$lab/servers/clients.py" 127.0.0.1 8000 6; held=$server; sleep 1; kill $held; pkill -CONT -f web.py; sleep 1; }
client() { fetch http://127.0.0.1:8000/; }
