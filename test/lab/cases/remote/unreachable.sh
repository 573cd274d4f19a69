# The router says that it knows no way.
# ask: 10.60.0.9:80
# says: 10.20.30.2
setup() { over_there sysctl -qw net.ipv4.ip_forward=1; ip route add default via $there; }
client() { fetch http://10.60.0.9/; }
heal() { ip -n there addr add 10.60.0.9/32 dev lo; over_there python3 -m http.server 80 & listening 80 there; }
