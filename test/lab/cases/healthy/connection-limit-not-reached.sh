# A rule that counts connections; one does not reach it.
# ask: 8000 --from 10.20.30.2
# never: firewall/drop
setup() { web 8000; input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8000 ct state new limit rate over 100/second drop;'; }
client() { fetch_there http://$here:8000/; }
