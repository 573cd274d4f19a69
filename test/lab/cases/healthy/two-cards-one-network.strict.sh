# Two cards in one network, and the kernel filters strictly: only the one by which it would answer is heard at all.
# ask: 10.20.30.5:8000 --from lan
# never: route/rp-filter
setup() {
  web 8000
  sysctl -qw net.ipv4.conf.all.rp_filter=1
  ip link add eth1 link eth0 type macvlan mode bridge
  ip addr add 10.20.30.5/24 dev eth1; ip link set eth1 up
}
client() { fetch_there http://$here:8000/ && fetch_there http://10.20.30.5:8000/; }
