# The drop is for another interface.
# ask: 10.20.30.1:8000 --from 10.20.30.2
# never: firewall/drop
setup() { spare eth1 10.20.40.1/24; web 8000; input_rules 'iifname "eth1" tcp dport 8000 drop; iifname != "eth0" iifname != "lo" drop;'; }
client() { fetch_there http://$here:8000/; }
