# Refused twice over: a rule rejects, and the server is on 127.0.0.1.
# ask: 8000 --from lan
# expect: firewall/reject
# also: bind/loopback-only
# fix: all
setup() { web 8000 127.0.0.1; input_rules 'iifname "lo" accept; tcp dport 8000 reject with tcp reset;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; client && return 1; end; web 8000; }
