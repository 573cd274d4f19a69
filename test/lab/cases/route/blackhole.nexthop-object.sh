# The route leads to a nexthop object that throws away: ip-route(8) lists it as a blackhole, and does not find it as one.
# ask: 10.50.0.2:8000
# expect: route/blackhole
# fix: yes
setup() { far_network; from_far python3 -m http.server 8000 & listening 8000 far; ip route add default via $there; ip nexthop add id 9 blackhole; ip route add 10.50.0.0/24 nhid 9; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip route del 10.50.0.0/24 nhid 9; }
