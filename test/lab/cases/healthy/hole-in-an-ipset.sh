# The network is in the set, and the client is a hole in it; a set of ports has others.
# ask: 8000
# never: firewall/drop
setup() {
  web 8000
  ipset create nets hash:net && ipset add nets 10.20.30.0/24 && ipset add nets $there nomatch && ipset add nets $here nomatch
  ipset create ports bitmap:port range 8000-8100 && ipset add ports 8001-8050
  iptables-nft -A INPUT -p tcp --dport 8000 -i eth0 -m set --match-set nets src -j DROP
  iptables-nft -A INPUT -p tcp -m set --match-set ports dst -j DROP
}
client() { fetch_there http://$here:8000/; }
