# A published port leads into a namespace whose end of the cable is switched off.
# ask: 10.20.30.1:8080 --from lan
# twin: firewall/redirected, firewall/forward-dropped
setup() {
  box
  start in_box python3 -m http.server 8000
  listening 8000 box
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.28.0.2:8000; }; }'
  ip -n box link set eth0 down
}
client() { fetch_there http://$here:8080/; }
heal() { ip -n box link set eth0 up; ip -n box route add default via 172.28.0.1; }
