# Nobody has the address on the network behind the router, which says so after the three seconds that it waits.
# ask: 10.50.0.9:80
# says: nobody has that address there
# twin: remote/host-down, route/gateway-unreachable
setup() { far_network; ip route add 10.50.0.0/24 via $there; }
client() { fetch http://10.50.0.9/; }
heal() { ip -n there addr add 10.50.0.9/32 dev lo; over_there python3 -m http.server 80 & listening 80 there; }
