# A policy rule is about what comes in by the client's cable and goes on to a published namespace.
# ask: 10.20.30.1:8080 --from lan
# fix: yes
# twin: firewall/forward-dropped
setup() {
  box
  start in_box python3 -m http.server 8000
  listening 8000 box
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.28.0.2:8000; }; }'
  ip rule add iif eth0 to 172.28.0.0/24 prohibit pref 40
}
client() { fetch_there http://$here:8080/; }
heal() { ip rule del pref 40; }
