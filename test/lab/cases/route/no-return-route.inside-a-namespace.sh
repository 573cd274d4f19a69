# A published port leads into a namespace that has no default route, and nothing masquerades.
# ask: 10.20.30.1:8080 --from lan
# fix: yes
# twin: firewall/forward-dropped, namespace/forward-mismatch
setup() {
  box
  ip -n box route del default
  start in_box python3 -m http.server 8000
  listening 8000 box
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.28.0.2:8000; }; }'
}
client() { fetch_there http://$here:8080/; }
heal() { ip -n box route add default via 172.28.0.1; }
