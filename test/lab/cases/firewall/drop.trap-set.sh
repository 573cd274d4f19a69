# A trap for scanners notes whoever asks for one of its ports in an ipset, which the next rule drops; a server has come to one of them.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  ipset create scanners hash:ip timeout 1
  iptables-nft -A INPUT -i eth0 -p tcp -m multiport --dports 23,8000 -j SET --add-set scanners src --exist
  iptables-nft -A INPUT -m set --match-set scanners src -j DROP
}
client() { sleep 1.2; fetch_there http://$here:8000/; }
heal() { iptables-nft -D INPUT 1; }
