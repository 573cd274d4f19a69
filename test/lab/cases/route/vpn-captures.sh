# A tunnel took half of the network that this machine is on.
# ask: 10.20.30.2:9000
# says: tun9
# twin: remote/host-down
setup() { over_there python3 -m http.server 9000 & listening 9000 there; spare tun9 10.66.0.2/24; ip route add 10.20.30.0/25 dev tun9; }
client() { fetch http://$there:9000/; }
heal() { ip route del 10.20.30.0/25 dev tun9; }
