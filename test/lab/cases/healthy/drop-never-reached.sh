# A drop for the port stands after the rule that accepts it.
# ask: 8000
# never: firewall/drop
setup() { web 8000; input_rules 'iifname "lo" accept; tcp dport 8000 accept; tcp dport 8000 drop; tcp dport 1-65535 drop;'; }
client() { fetch_there http://$here:8000/; }
