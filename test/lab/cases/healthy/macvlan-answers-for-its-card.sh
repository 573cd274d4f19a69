# The network's route leads to a macvlan of the card. The card filters strictly and answers no ARP; the macvlan answers in its place.
# ask: 8000
# never: route/rp-filter
# twin: route/rp-filter
setup() {
  ip link add shim link eth0 type macvlan mode bridge; ip addr add 10.20.30.9/32 dev shim; ip link set shim up
  ip route replace 10.20.30.0/24 dev shim
  sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth0.rp_filter=1
  web 8000
}
client() { fetch_there http://$here:8000/; }
