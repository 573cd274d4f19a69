# A group of programs may send nothing out, and programs here reach each other by 127.0.0.1 alone; the server is in another group, and its port is open.
# ask: 8000 --from lan
setup() { web 8000; iptables -A OUTPUT -m owner --gid-owner 12345 -j DROP; input_rules drop 'ip saddr 10.20.30.0/24 tcp dport 8000 accept;'; }
client() { fetch_there http://$here:8000/; }
