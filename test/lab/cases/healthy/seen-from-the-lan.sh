# An ordinary user cannot read the firewall; a connection from the LAN is open, and that is proof enough.
# ask: 8000
# user: nobody
setup() { web 8000; input_rules drop 'iifname "lo" accept; tcp dport 8000 accept; ct state established accept;'; start over_there python3 "$lab/servers/clients.py" $here 8000 1; sleep 0.5; }
client() { fetch_there http://$here:8000/; }
