# A published port is asked for from a container on the server's own bridge, which asks no rules of IP.
# ask: 10.20.30.1:8080 --from 10.0.3.3
# fix: yes
setup() {
  sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=0
  ip link add lxcbr0 type bridge; ip addr add 10.0.3.1/24 dev lxcbr0; ip link set lxcbr0 up
  for name in one two; do
    ip netns add $name; ip link add veth-$name type veth peer name eth0 netns $name; ip link set veth-$name master lxcbr0 up
    ip -n $name link set lo up; ip -n $name addr add 10.0.3.$([ $name = one ] && echo 2 || echo 3)/24 dev eth0; ip -n $name link set eth0 up; ip -n $name route add default via 10.0.3.1
  done
  start ip netns exec one python3 -m http.server 80; listening 80 one
  nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; fib daddr type local tcp dport 8080 dnat to 10.0.3.2:80; }; }'
}
client() { ip netns exec two curl -fsS -o /dev/null -m $patience http://$here:8080/; }
heal() { sysctl -qw net.bridge.bridge-nf-call-iptables=1; }
