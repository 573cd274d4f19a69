# The firewall lets IPv4 in alone, and the server listens on IPv4 alone: nobody misses what is dropped.
# ask: 8000
# never: firewall/drop
setup() { web 8000 0.0.0.0; input_rules drop 'ct state established accept; iif lo accept; meta l4proto ipv6-icmp accept; ip saddr 10.20.30.0/24 tcp dport 8000 accept;'; }
client() { fetch_there http://$here:8000/; }
