# A tunnel took the target's network.
# ask: 10.50.0.2:8000
# says: tun9
# twin: remote/filtered
setup() { far_network; ip route add default via $there; from_far python3 -m http.server 8000 & listening 8000 far; spare tun9 10.66.0.2/24; ip route add 10.50.0.0/16 dev tun9; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip route del 10.50.0.0/16 dev tun9; }
