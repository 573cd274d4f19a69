# Nobody has the address on the network behind the router, which says so after the three seconds that it waits.
# ask: 10.60.0.9:80
# says: nobody has that address there
# twin: remote/host-down, route/gateway-unreachable
setup() {
  over_there sysctl -qw net.ipv4.ip_forward=1
  ip netns add behind
  ip -n there link add behind type veth peer name eth0 netns behind
  ip -n there addr add 10.60.0.1/24 dev behind
  ip -n there link set behind up
  ip -n behind link set eth0 up
  ip route add 10.60.0.0/24 via $there
}
client() { fetch http://10.60.0.9/; }
heal() { ip -n there addr add 10.60.0.9/32 dev lo; over_there python3 -m http.server 80 & listening 80 there; }
