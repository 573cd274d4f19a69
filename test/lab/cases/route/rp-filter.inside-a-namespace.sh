# A published port leads into a namespace with two interfaces: its default route leaves by the other one, and its rp_filter is strict.
# ask: 10.20.30.1:8080 --from lan
# fix: yes
# twin: firewall/forward-dropped, route/no-return-route
setup() {
  box
  ip link add box1 type veth peer name eth1 netns box
  ip addr add 172.29.0.1/24 dev box1
  ip link set box1 up
  ip -n box addr add 172.29.0.2/24 dev eth1
  ip -n box link set eth1 up
  ip -n box route replace default via 172.29.0.1
  in_box sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth0.rp_filter=1
  start in_box python3 -m http.server 8000
  listening 8000 box
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.28.0.2:8000; }; }'
}
client() { fetch_there http://$here:8080/; }
heal() { in_box sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0; }
