# The port is open over IPv6, and the default drop swallows neighbour discovery.
# ask: [fd20::1]:8000 --from lan
# expect: firewall/neighbour-discovery
setup() { own web.py 8000 ::; listening 8000; input_rules drop 'iifname "lo" accept; ct state established accept; tcp dport 8000 accept; icmp type echo-request accept;'; ip -n there neigh flush all; }
client() { fetch_there "http://[$here6]:8000/"; }
heal() { nft add rule inet lab input meta l4proto ipv6-icmp accept; }
