# A rule at the interface's own ingress hook drops every ARP frame.
# ask: 8000 --from lan
setup() { web 8000; nft 'table netdev f { chain i { type filter hook ingress device eth0 priority 0; ether type arp drop; }; }'; forget; }
forget() { over_there ip neigh flush dev eth0; }
client() { forget; fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
