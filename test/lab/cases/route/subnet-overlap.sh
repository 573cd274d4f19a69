# A bridge that some container network left behind has the range in which the target is.
# ask: 10.50.0.2:8000
# expect: route/subnet-overlap
# twin: remote/host-down
setup() { far_network; ip route add default via $there; from_far python3 -m http.server 8000 & listening 8000 far; ip link add br-5c1f2a type bridge; ip addr add 10.50.0.1/16 dev br-5c1f2a; ip link set br-5c1f2a up; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip link del br-5c1f2a; }
