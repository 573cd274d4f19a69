# A range of ports leads into another namespace, whose own rules reject it.
# ask: 8005 --from lan
# fix: yes
setup() {
  box
  iptables-nft -t nat -A PREROUTING -i eth0 -p tcp -m tcp --dport 8000:8010 -j DNAT --to-destination 172.28.0.2
  start ip netns exec box python3 -m http.server 8005
  listening 8005 box
  in_box iptables-nft -A INPUT -p tcp --dport 8000:8010 -j REJECT
}
client() { fetch_there http://$here:8005/; }
heal() { in_box iptables-nft -F; }
