# A list of ipsets, of which one is a pair and one holds the client's network.
# ask: 8000 --from lan
setup() {
  web 8000
  ipset create pairs hash:ip,port && ipset add pairs 10.20.30.3,tcp:8000
  ipset create nets hash:net && ipset add nets 10.20.30.0/25
  ipset create all list:set && ipset add all pairs && ipset add all nets
  iptables-nft -A INPUT -p tcp --dport 8000 -m set --match-set all src -j DROP
}
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F INPUT; }
