# listen(1), and nobody accepts: the kernel drops each further SYN.
# ask: 8000
# twin: firewall/drop
setup() { own holder.py unaccepting 8000; listening 8000; holder=$server; start python3 "$lab/servers/clients.py" 127.0.0.1 8000 3; sleep 0.6; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; end $holder; web 8000; }
