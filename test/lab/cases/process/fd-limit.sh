# Sixteen descriptors, all taken: accept() fails, connections wait.
# ask: 3000
setup() { own holder.py starved 3000; listening 3000; start python3 "$lab/servers/clients.py" 127.0.0.1 3000 30; sleep 1; }
client() { fetch http://127.0.0.1:3000/; }
heal() { pkill -f holder.py; end; sleep 0.3; web 3000; }
