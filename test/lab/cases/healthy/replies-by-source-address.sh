# Two uplinks, and what is sent from the second one's address goes out by it.
# ask: 10.67.0.1:8000 --from 10.50.0.2
setup() {
  web 8000
  second_cable
  ip -n there addr add 10.50.0.2/32 dev lo
  ip route add default via ${here%.*}.9
  ip route add default via 10.67.0.2 table 100; ip rule add from 10.67.0.1 lookup 100
  sysctl -qw net.ipv4.conf.all.rp_filter=1
}
client() { fetch_there --interface 10.50.0.2 http://10.67.0.1:8000/; }
