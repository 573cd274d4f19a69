# A rule rejects the port, and behind it the server takes IPv6 alone.
# ask: 8000 --from lan
# expect: firewall/reject | bind/ipv6-only
# also: bind/ipv6-only
setup() { own web.py 8000 :: v6only; listening 8000; input_rules 'iif lo accept; tcp dport 8000 reject with tcp reset;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; client && return 1; end; own web.py 8000 ::; listening 8000; }
