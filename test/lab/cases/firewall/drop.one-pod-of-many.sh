# A node with six pods, each behind a NodePort as kube-proxy writes it: the last one's own rules drop what comes.
# ask: 30086 --from lan
# expect: firewall/drop
# says: 172.28.0.7
setup() {
  sysctl -qw net.ipv4.ip_forward=1
  ip link add cni0 type bridge && ip addr add 172.28.0.1/24 dev cni0 && ip link set cni0 up
  local rules='*nat\n:KUBE-NODEPORTS - [0:0]\n' jumps= ends= pod
  for pod in 1 2 3 4 5 6; do
    local address=172.28.0.$((pod + 1))
    ip netns add pod$pod
    ip link add pod$pod type veth peer name eth0 netns pod$pod && ip link set pod$pod master cni0 up
    ip -n pod$pod -batch - <<<"link set lo up
addr add $address/24 dev eth0
link set eth0 up
route add default via 172.28.0.1"
    rules+=":KUBE-SEP-$pod - [0:0]\n"
    jumps+="-A KUBE-NODEPORTS -p tcp -m tcp --dport 3008$pod -j KUBE-SEP-$pod\n"
    ends+="-A KUBE-SEP-$pod -p tcp -m tcp -j DNAT --to-destination $address:8000\n"
    start ip netns exec pod$pod python3 -m http.server 8000
  done
  printf "$rules-A PREROUTING -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n-A OUTPUT -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n-A POSTROUTING -o cni0 -j MASQUERADE\n$jumps${ends}COMMIT\n" | iptables-restore
  listening 8000 pod6
  ip netns exec pod6 nft 'add table inet lab; add chain inet lab input { type filter hook input priority filter; }; add rule inet lab input tcp dport 8000 drop'
}
client() { fetch_there http://$here:30086/; }
heal() { ip netns exec pod6 nft flush ruleset; }
