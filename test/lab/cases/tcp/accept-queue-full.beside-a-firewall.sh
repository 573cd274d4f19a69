# Timeouts from the other machine; the firewall drops other ports, and the queue is full.
# ask: 8000 --from lan
# twin: firewall/drop
setup() { own holder.py unaccepting 8000; listening 8000; holder=$server; input_rules 'iifname "lo" accept; ct state established accept; tcp dport { 8001, 9000-9010 } drop;'; start over_there python3 "$lab/servers/clients.py" $here 8000 3; sleep 0.6; }
client() { fetch_there http://$here:8000/; }
heal() { pkill -f clients.py; end $holder; web 8000; }
