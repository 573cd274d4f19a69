# The gateway keeps every connection to itself, as those of hotels do until one has paid: it has not the address that it refuses for.
# ask: 203.0.113.5:8000
# expect: remote/refused
# twin: route/hairpin-nat
setup() {
  web 8000
  ip route add default via $there
  over_there sysctl -qw net.ipv4.ip_forward=1
  over_there iptables-nft -t nat -A PREROUTING -i eth0 -p tcp -j REDIRECT --to-ports 9
}
client() { fetch http://203.0.113.5:8000/; }
heal() { over_there iptables-nft -t nat -F PREROUTING; ip -n there addr add 203.0.113.5/32 dev lo; over_there python3 -m http.server 8000 & listening 8000 there; }
