# nft put a rule with a set into the chain of iptables, whose own listing has it drop all of TCP.
# ask: 8000
setup() {
  web 8000
  iptables-nft -A INPUT -p tcp -m multiport --dports 22,8000 -j ACCEPT
  nft 'add set ip filter closed { type inet_service; elements = { 23, 25 }; }'
  nft 'insert rule ip filter INPUT tcp dport @closed drop'
  nft 'insert rule ip filter INPUT ip saddr 10.99.0.1-10.99.0.9 drop'
}
client() { fetch_there http://$here:8000/; }
