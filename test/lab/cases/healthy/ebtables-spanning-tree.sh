# A bridge's own rules keep the spanning tree's frames out, and nothing else.
# ask: 8000
# twin: firewall/drop, firewall/neighbour-discovery
setup() {
  web 8000
  ip link add br0 type bridge; ip addr flush dev eth0; ip link set eth0 master br0
  ip link set br0 up; ip addr add $here/24 dev br0
  ebtables -A INPUT -d BGA -j DROP
  until_true fetch_there http://$here:8000/
}
client() { fetch_there http://$here:8000/; }
