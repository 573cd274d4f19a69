# NAT rules deal connections out by turns among two machines; the second one serves nothing, which cannot be seen from here.
# ask: 8080 --from lan
# expect: nothing
# verdict: inconclusive
# says: 172.29.0.2:80
# twin: firewall/redirected
setup() {
  box
  start in_box python3 -m http.server 80
  listening 80 box
  ip netns add other
  ip link add other0 type veth peer name eth0 netns other
  ip addr add 172.29.0.1/24 dev other0
  ip link set other0 up
  ip -n other addr add 172.29.0.2/24 dev eth0
  ip -n other link set eth0 up
  ip -n other route add default via 172.29.0.1
  nft -f - <<N
table ip nat {
  chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to numgen inc mod 2 map { 0 : 172.28.0.2, 1 : 172.29.0.2 }:80; }
}
N
}
client() { fetch_there http://$here:8080/ && fetch_there http://$here:8080/; }
heal() { nft flush chain ip nat prerouting; nft add rule ip nat prerouting tcp dport 8080 dnat to 172.28.0.2:80; }
