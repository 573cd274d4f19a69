# A NAT rule sends clients on to a machine of their own network, which answers them directly.
# ask: 10.20.30.1:8080 --from 10.20.30.2
# fix: yes
# twin: firewall/redirected, firewall/forward-dropped
setup() {
  sysctl -qw net.ipv4.ip_forward=1
  over_there ip addr flush dev eth0
  over_there ip link add br0 type bridge
  over_there ip link set br0 up
  over_there ip link set eth0 master br0
  over_there ip addr add $there/24 dev br0
  over_there sysctl -qw net.bridge.bridge-nf-call-iptables=0 || true
  ip netns add third
  ip -n there link add third0 type veth peer name eth0 netns third
  ip -n there link set third0 master br0 up
  ip -n third addr add 10.20.30.3/24 dev eth0
  ip -n third link set eth0 up
  start ip netns exec third python3 -m http.server 9000
  listening 9000 third
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 10.20.30.3:9000; }; }'
}
client() { fetch_there http://$here:8080/; }
heal() { nft 'table ip loop { chain postrouting { type nat hook postrouting priority srcnat; oifname "eth0" masquerade; }; }'; }
