# docker0 has the range in which the target is, and a container is on it: the target answers by the way that docker0 hides.
# ask: 10.50.0.2:8000
# expect: route/subnet-overlap
# fix: yes
# twin: remote/host-down
setup() {
  far_network
  ip route add default via $there
  from_far python3 -m http.server 8000 & listening 8000 far
  ip link add docker0 type bridge
  ip addr add 10.50.0.1/16 dev docker0
  ip link set docker0 up
  ip netns add box
  ip link add veth1 type veth peer name eth0 netns box
  ip link set veth1 master docker0 up
  ip -n box addr add 10.50.0.7/16 dev eth0
  ip -n box link set eth0 up
}
client() { fetch -m 5 http://10.50.0.2:8000/; }
heal() { ip link del docker0; }
