# The client comes in by one cable and is answered by the other one, whose router has been heard of: nothing filters that.
# ask: 8000 --from 10.50.0.2
# never: route/rp-filter
setup() {
  web 8000
  second_cable
  ip -n there addr add 10.50.0.2/32 dev lo
  ip route add 10.50.0.0/24 via 10.67.0.2
  sysctl -qw net.ipv4.conf.all.rp_filter=2
}
client() { fetch_there --interface 10.50.0.2 http://$here:8000/; }
