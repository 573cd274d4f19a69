# Bound to another network's address, and dropped by a rule besides.
# ask: 10.20.30.1:8000 --from lan
# expect: firewall/drop
# also: bind/one-address
# fix: all
setup() { spare eth1 192.168.44.1/24; web 8000 192.168.44.1; input_rules 'iifname "lo" accept; ct state established accept; iifname "eth0" tcp dport 8000 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; client && return 1; end; web 8000; }
