# A container asks another machine; what is for that port of this machine itself is dropped.
# ask: 10.20.30.2:8000 --from 10.0.3.2
setup() {
  sysctl -qw net.ipv4.ip_forward=1
  ip link add lxcbr0 type bridge; ip addr add 10.0.3.1/24 dev lxcbr0; ip link set lxcbr0 up
  ip netns add shop; ip link add veth1 type veth peer name eth0 netns shop; ip link set veth1 master lxcbr0 up
  ip -n shop addr add 10.0.3.2/24 dev eth0; ip -n shop link set eth0 up; ip -n shop route add default via 10.0.3.1
  start ip netns exec there python3 -m http.server 8000; listening 8000 there
  start ip netns exec shop sleep 600
  iptables-nft -t nat -A POSTROUTING -s 10.0.3.0/24 ! -o lxcbr0 -j MASQUERADE; iptables-nft -A INPUT -p tcp --dport 8000 -j DROP
}
client() { ip netns exec shop curl -fsS -o /dev/null -m $patience http://$there:8000/; }
