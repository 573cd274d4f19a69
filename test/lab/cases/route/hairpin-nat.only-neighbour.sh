# A NAT rule sends the clients' network to a machine on it, which is the only one there that was heard of.
# ask: 8080 --from lan
# fix: yes
# twin: firewall/redirected
setup() {
  sysctl -qw net.ipv4.ip_forward=1
  over_there python3 -m http.server 9000 &
  listening 9000 there
  nft "table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to $there:9000; }; }"
}
client() { fetch_there http://$here:8080/; }
heal() { nft 'table ip loop { chain postrouting { type nat hook postrouting priority srcnat; oifname "eth0" masquerade; }; }'; }
