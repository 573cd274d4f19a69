# A map of ports leads into another namespace, whose own rules drop the port.
# ask: 8080 --from lan
# fix: yes
setup() {
  box
  nft -f - <<N
table ip nat {
  map services { type inet_service : ipv4_addr . inet_service; elements = { 8080 : 172.28.0.2 . 80, 8081 : 172.28.0.3 . 80 }; }
  chain prerouting { type nat hook prerouting priority dstnat; dnat ip to tcp dport map @services; }
}
N
  start ip netns exec box python3 -m http.server 80
  listening 80 box
  in_box iptables-nft -A INPUT -p tcp --dport 80 -j DROP
}
client() { fetch_there http://$here:8080/; }
heal() { in_box iptables-nft -F; }
