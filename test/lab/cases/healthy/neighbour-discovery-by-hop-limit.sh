# Neighbour discovery is let in by its hop limit, as nothing from behind a router has it.
# ask: [fd20::1]:8000 --from lan
setup() { web 8000 ::; for r in '-i lo' '-m conntrack --ctstate ESTABLISHED,RELATED' '-p ipv6-icmp --icmpv6-type 135 -m hl --hl-eq 255' '-p ipv6-icmp --icmpv6-type 136 -m hl --hl-eq 255' '-p tcp --dport 8000'; do ip6tables-nft -A INPUT $r -j ACCEPT; done; ip6tables-nft -P INPUT DROP; ip -n there -6 neigh flush all; ip -6 neigh flush all; }
client() { fetch_there "http://[$here6]:8000/"; }
