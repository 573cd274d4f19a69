# As kube-proxy does, rules deal connections out to two servers in namespaces of their own, and one of them listens on its loopback only.
# ask: 10.20.30.1:30080 --from lan
# verdict: degraded
# says: 127.0.0.1:8000
setup() {
  sysctl -qw net.ipv4.ip_forward=1
  pod one 172.30.1 0.0.0.0 && pod two 172.30.2 127.0.0.1
  iptables-nft -t nat -A PREROUTING -p tcp --dport 30080 -m statistic --mode random --probability 0.5 -j DNAT --to-destination 172.30.1.2:8000
  iptables-nft -t nat -A PREROUTING -p tcp --dport 30080 -j DNAT --to-destination 172.30.2.2:8000
}
pod() {
  ip netns add "$1"
  ip link add "v$1" type veth peer name eth0 netns "$1"
  ip addr add "$2.1/24" dev "v$1"
  ip link set "v$1" up
  ip -n "$1" link set lo up
  ip -n "$1" addr add "$2.2/24" dev eth0
  ip -n "$1" link set eth0 up
  ip -n "$1" route add default via "$2.1"
  start ip netns exec "$1" python3 -m http.server 8000 --bind "$3"
  listening 8000 "$1"
}
client() { for _ in $(seq 20); do fetch_there http://$here:30080/ || return 1; done; }
heal() {
  end
  start ip netns exec two python3 -m http.server 8000 --bind 0.0.0.0
  listening 8000 two
}
