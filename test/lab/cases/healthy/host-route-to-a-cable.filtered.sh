# The same, and every interface filters strictly: the way back is the way in.
# ask: 8000 --from 10.50.0.2
setup() {
  web 8000; sysctl -qw net.ipv4.conf.all.rp_filter=1
  ip netns add vm
  ip link add vv0 type veth peer name eth0 netns vm
  ip link set vv0 up
  ip -n vm link set lo up; ip -n vm link set eth0 up
  ip -n vm addr add 10.50.0.2/32 dev eth0
  ip -n vm route add $here dev eth0; ip -n vm route add default via $here dev eth0 onlink
  ip route add 10.50.0.2/32 dev vv0
}
client() { ip netns exec vm curl -fsS -o /dev/null -m $patience http://$here:8000/; }
