# A rule drops the port, and the server is stopped besides.
# ask: 8000
# expect: firewall/drop | process/stopped
# also: firewall/drop | process/stopped
# fix: all
setup() { web 8000; kill -STOP $server; input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8000 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; client && return 1; kill -CONT $server; }
