# The same, and containers are on the bridge: none of them has the client's address.
# ask: 10.20.30.1:8000 --from 10.50.0.2
# expect: route/subnet-overlap
# fix: yes
setup() {
  web 8000
  far_network
  ip route add default via $there
  ip link add docker0 type bridge
  ip addr add 10.50.0.1/16 dev docker0
  ip link set docker0 up
  ip netns add box
  ip link add veth1 type veth peer name eth0 netns box
  ip link set veth1 master docker0 up
  ip -n box addr add 10.50.0.7/16 dev eth0
  ip -n box link set eth0 up
}
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip link del docker0; }
