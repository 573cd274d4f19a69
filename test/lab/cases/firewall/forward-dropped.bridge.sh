# A container with an address of the network, on a bridge with the cable: br_netfilter has the forward chain see its frames.
# ask: 10.20.30.50:8000 --from lan
# fix: yes
# verdict: unreachable
setup() {
  ip link add br0 type bridge; ip link set eth0 master br0; ip addr flush dev eth0; ip addr add $here/24 dev br0; ip link set br0 up
  ip netns add shop; ip link add veth1 type veth peer name eth0 netns shop; ip link set veth1 master br0 up
  ip -n shop link set lo up; ip -n shop addr add 10.20.30.50/24 dev eth0; ip -n shop link set eth0 up
  sysctl -qw net.bridge.bridge-nf-call-iptables=1; iptables-nft -P FORWARD DROP
  start ip netns exec shop python3 -m http.server 8000; listening 8000 shop
}
client() { fetch_there http://10.20.30.50:8000/; }
heal() { sysctl -qw net.bridge.bridge-nf-call-iptables=0; }
