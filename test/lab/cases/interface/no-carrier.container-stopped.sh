# The only container has stopped, and the machine has a default route: no other machine has that address.
# ask: 172.28.0.2:8000
# expect: interface/no-carrier
# never: route/subnet-overlap
# twin: route/subnet-overlap
setup() {
  ip route add default via $there
  ip link add docker0 type bridge
  ip addr add 172.28.0.1/24 dev docker0
  ip link set docker0 up
}
client() { fetch -m 5 http://172.28.0.2:8000/; }
heal() {
  ip netns add box
  ip link add veth1 type veth peer name eth0 netns box
  ip link set veth1 master docker0 up
  ip -n box addr add 172.28.0.2/24 dev eth0
  ip -n box link set eth0 up
  ip netns exec box python3 -m http.server 8000 & listening 8000 box
}
