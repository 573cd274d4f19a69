# The router has the public address, forwards the port for those outside only, and refuses it itself inside.
# ask: 203.0.113.5:8000
# expect: route/hairpin-nat
# twin: remote/refused
setup() {
  web 8000
  ip route add default via $there
  ip -n there addr add 203.0.113.5/32 dev lo
  over_there sysctl -qw net.ipv4.ip_forward=1
  over_there iptables-nft -t nat -A PREROUTING -i wan0 -d 203.0.113.5 -p tcp --dport 8000 -j DNAT --to $here:8000
}
client() { fetch http://203.0.113.5:8000/; }
heal() { over_there iptables-nft -t nat -A PREROUTING -d 203.0.113.5 -p tcp --dport 8000 -j DNAT --to $here:8000; over_there iptables-nft -t nat -A POSTROUTING -o eth0 -p tcp --dport 8000 -j MASQUERADE; }
