# Two containers on one bridge, whose ports are isolated from one another.
# ask: 10.0.3.2:8000 --from 10.0.3.3
# fix: yes
setup() {
  ip link add lxcbr0 type bridge; ip addr add 10.0.3.1/24 dev lxcbr0; ip link set lxcbr0 up
  for number in 2 3; do
    ip netns add c$number; ip link add veth$number type veth peer name eth0 netns c$number; ip link set veth$number master lxcbr0 up
    bridge link set dev veth$number isolated on
    ip -n c$number addr add 10.0.3.$number/24 dev eth0; ip -n c$number link set eth0 up
  done
  start ip netns exec c2 python3 -m http.server 8000; listening 8000 c2
}
client() { ip netns exec c3 curl -fsS -o /dev/null -m $patience http://10.0.3.2:8000/; }
heal() { bridge link set dev veth3 isolated off; }
