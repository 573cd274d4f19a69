# A network of containers spans two machines in UDP packets (VXLAN, as flannel makes it), and the firewall lets in none of those.
# ask: http://10.42.0.2:8000/
# says: carry vx0
# fix: yes
# twin: remote/host-down, remote/filtered
setup() {
  over_there ip link add vx0 type vxlan id 1 local $there remote $here dstport 8472 dev eth0
  over_there ip addr add 10.42.0.2/24 dev vx0; over_there ip link set vx0 up
  ip link add vx0 type vxlan id 1 local $here remote $there dstport 8472 dev eth0
  ip addr add 10.42.0.1/24 dev vx0; ip link set vx0 up
  over_there python3 -m http.server 8000 & listening 8000 there
  input_rules drop 'iif lo accept; ct state established,related accept; iifname vx0 accept;'
}
client() { fetch http://10.42.0.2:8000/; }
heal() { nft add rule inet lab input udp dport 8472 accept; }
