# A container without a default route asks for another one by its address.
# ask: 172.28.0.2:8000 --from 172.29.0.2
# fix: yes
# verdict: unreachable
setup() {
  box; start in_box python3 -m http.server 8000; listening 8000 box
  ip netns add pod; ip link add pod0 type veth peer name eth0 netns pod; ip addr add 172.29.0.1/24 dev pod0; ip link set pod0 up
  ip -n pod addr add 172.29.0.2/24 dev eth0; ip -n pod link set eth0 up; start ip netns exec pod sleep 600
}
client() { ip netns exec pod curl -fsS -o /dev/null -m $patience http://172.28.0.2:8000/; }
heal() { ip -n pod route add default via 172.29.0.1; }
