# The client is behind a cable that has no address, and a host route leads there: it comes in by it, whatever the first interface is.
# ask: 8000 --from 10.50.0.2
setup() {
  web 8000
  ip netns add vm
  ip link add vv0 type veth peer name eth0 netns vm
  ip link set vv0 up
  ip -n vm link set lo up; ip -n vm link set eth0 up
  ip -n vm addr add 10.50.0.2/32 dev eth0
  ip -n vm route add $here dev eth0; ip -n vm route add default via $here dev eth0 onlink
  ip route add 10.50.0.2/32 dev vv0
}
client() { ip netns exec vm curl -fsS -o /dev/null -m $patience http://$here:8000/; }
