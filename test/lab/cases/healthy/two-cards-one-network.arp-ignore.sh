# Two cards in one network, and each answers ARP for its own address only, as is advised there.
# ask: 10.20.30.5:8000 --from lan
# never: firewall/neighbour-discovery
setup() {
  web 8000
  ip link add eth1 link eth0 type macvlan mode bridge
  ip addr add 10.20.30.5/24 dev eth1; ip link set eth1 up
  sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
}
client() { fetch_there http://$here:8000/ && fetch_there http://10.20.30.5:8000/; }
