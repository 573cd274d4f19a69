# No machine has that address of our own network.
# ask: 10.20.30.77:22
# twin: remote/filtered
setup() { :; }
client() { connects 10.20.30.77 22; }
heal() { ip -n there addr add 10.20.30.77/24 dev eth0; over_there python3 -m http.server 22 & listening 22 there; ip neigh flush all; }
