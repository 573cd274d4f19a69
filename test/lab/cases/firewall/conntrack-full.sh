# The table of tracked connections is full of connections that live: the first packet of a new one is dropped.
# ask: 8000
# twin: firewall/drop, tcp/accept-queue-full
setup() { web 8000; input_rules 'ct state established accept;'; python3 "$lab/servers/conntrack.py"; [ "$(cat /proc/sys/net/netfilter/nf_conntrack_count)" = "$(cat /proc/sys/net/netfilter/nf_conntrack_max)" ]; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; sleep 0.3; }
