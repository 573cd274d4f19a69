# A router on the way rejects the connection, which to the client looks as if the target refused it.
# ask: 10.60.0.9:80
# says: 10.20.30.2, on the way there
# twin: remote/refused
setup() {
  over_there sysctl -qw net.ipv4.ip_forward=1
  ip -n there link add behind type veth peer name beyond
  ip -n there addr add 10.60.0.1/24 dev behind
  ip -n there link set behind up
  over_there iptables-nft -A FORWARD -p tcp --dport 80 -j REJECT
  ip route add 10.60.0.0/24 via $there
}
client() { fetch http://10.60.0.9/; }
heal() { ip -n there addr add 10.60.0.9/32 dev lo; over_there python3 -m http.server 80 & listening 80 there; }
