# The same without a default route inside, where every client is masqueraded; the rules inside let in this machine alone.
# ask: 10.20.30.1:8080 --from lan
setup() {
  box
  ip -n box route del default
  start in_box python3 -m http.server 8000
  listening 8000 box
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.28.0.2:8000; }; chain postrouting { type nat hook postrouting priority srcnat; oifname "box0" masquerade; }; }'
  in_box nft 'table inet own { chain input { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept; ip saddr 172.28.0.1 accept; }; }'
}
client() { fetch_there http://$here:8080/; }
