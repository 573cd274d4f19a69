# A default drop without ICMPv6: the answers to this machine's own neighbour discovery are lost, and nobody is found.
# ask: [fd20::2]:9000
# fix: yes
# never: remote/host-down
# twin: remote/host-down
setup() { over_there python3 -m http.server 9000 --bind :: & listening 9000 there; input_rules drop 'iif lo accept; ct state established,related accept; tcp dport 22 accept;'; ip -6 neigh flush all nud all; }
client() { fetch "http://[$there6]:9000/"; }
heal() { nft add rule inet lab input meta l4proto ipv6-icmp accept; }
