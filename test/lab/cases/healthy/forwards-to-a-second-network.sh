# A router that sends one port on to the only server of a network behind it: whoever asks comes from the other side.
# ask: 8080 --from lan
setup() {
  sysctl -qw net.ipv4.ip_forward=1
  ip netns add dmz; ip link add eth1 type veth peer name eth0 netns dmz
  ip addr add 10.40.0.1/24 dev eth1; ip link set eth1 up
  ip -n dmz addr add 10.40.0.2/24 dev eth0; ip -n dmz link set eth0 up; ip -n dmz link set lo up; ip -n dmz route add default via 10.40.0.1
  start ip netns exec dmz python3 -m http.server 80
  ip netns exec dmz ping -c1 -W1 10.40.0.1 >/dev/null
  nft "table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 10.40.0.2:80; }; }"
  sleep 1
}
client() { fetch_there http://$here:8080/; }
