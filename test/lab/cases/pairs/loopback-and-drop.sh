# A rule drops the port, and the server is on 127.0.0.1 anyway.
# ask: 8000 --from lan
# expect: firewall/drop
# also: bind/loopback-only
# fix: all
setup() { web 8000 127.0.0.1; input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8000 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; client && return 1; end; web 8000; }
