# A blackhole route covers the target.
# ask: 10.50.0.2:8000
# twin: route/no-route
setup() { far_network; from_far python3 -m http.server 8000 & listening 8000 far; ip route add default via $there; ip route add blackhole 10.50.0.0/16; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip route del blackhole 10.50.0.0/16; }
