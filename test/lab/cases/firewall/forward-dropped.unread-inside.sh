# A container hands the connection on to one of its own, and a rule in there drops it that netcheck cannot judge.
# ask: 8080 --from lan
# expect: nothing
# verdict: inconclusive
# says: --u32
setup() {
  box
  ip netns add inner
  ip -n box link add inner0 type veth peer name eth0 netns inner
  ip -n box addr add 172.30.0.1/24 dev inner0
  ip -n box link set inner0 up
  ip -n inner addr add 172.30.0.2/24 dev eth0
  ip -n inner link set eth0 up
  ip -n inner route add default via 172.30.0.1
  start ip netns exec inner python3 -m http.server 80
  listening 80 inner
  start in_box sleep 1000
  in_box sysctl -qw net.ipv4.ip_forward=1
  in_box iptables-nft -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 172.30.0.2:80
  in_box iptables-nft -A FORWARD -p tcp -m u32 --u32 "0>>22&0x3C@0&0xFFFF=0x50" -j DROP
  publish 8080 80
}
client() { fetch_there http://$here:8080/; }
heal() { in_box iptables-nft -F FORWARD; }
