# Two uplinks, and what is sent from the second one's address goes out by it.
# ask: 10.67.0.1:8000 --from 10.50.0.2
setup() {
  web 8000
  ip link add eth1 type veth peer name eth1 netns there
  ip addr add 10.67.0.1/24 dev eth1; ip link set eth1 up
  ip -n there addr add 10.67.0.2/24 dev eth1; ip -n there link set eth1 up
  ip -n there addr add 10.50.0.2/32 dev lo
  ip route add default via ${here%.*}.9
  ip route add default via 10.67.0.2 table 100; ip rule add from 10.67.0.1 lookup 100
  sysctl -qw net.ipv4.conf.all.rp_filter=1
}
client() { fetch_there --interface 10.50.0.2 http://10.67.0.1:8000/; }
