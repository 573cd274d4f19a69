# The port is open to the office network alone, and the client is not in it.
# ask: 8000 --from 10.20.30.2
setup() { web 8000; input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8000 ip saddr 10.20.31.0/24 accept; tcp dport 8000 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft insert rule inet lab input tcp dport 8000 ip saddr 10.20.30.0/24 accept; }
