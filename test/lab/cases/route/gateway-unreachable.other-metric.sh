# Of two default routes, the preferred one leads to a router that is gone (a docking station's, say).
# ask: http://10.50.0.2:8000/
# expect: route/gateway-unreachable
# fix: yes
# twin: remote/host-down
setup() { far_network; from_far python3 -m http.server 8000 & listening 8000 far; ip route add default via 10.20.30.254 metric 50; ip route add default via $there metric 100; }
client() { fetch -m 5 http://10.50.0.2:8000/; }
heal() { ip route del default via 10.20.30.254; }
