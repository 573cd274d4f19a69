# The interface to the target's network is down.
# ask: 10.20.30.2:9000
# twin: route/no-route
setup() { over_there python3 -m http.server 9000 & listening 9000 there; ip link set eth0 down; }
client() { fetch http://$there:9000/; }
heal() { ip link set eth0 up; }
