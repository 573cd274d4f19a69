# nft put a rule with a set into the chain of iptables, whose own listing leaves the set out.
# ask: 8000 --from lan
# fix: yes
# says: @blocked
setup() {
  web 8000
  iptables-nft -A INPUT -p tcp -m multiport --dports 22,8000 -j ACCEPT
  nft 'add set ip filter blocked { type ipv4_addr; flags interval; elements = { 10.20.30.0/24 }; }'
  nft 'insert rule ip filter INPUT ip saddr @blocked tcp dport 8000 drop'
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush set ip filter blocked; }
