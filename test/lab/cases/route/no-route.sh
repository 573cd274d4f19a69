# No route leads to the target's network, and there is no default route.
# ask: 10.50.0.2:8000
setup() { far_network; from_far python3 -m http.server 8000 & listening 8000 far; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip route add 10.50.0.0/24 via $there; }
