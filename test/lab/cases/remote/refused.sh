# The other machine is up, its port is closed.
# ask: 10.20.30.2:9000
# twin: firewall/egress-blocked
setup() { :; }
client() { fetch http://$there:9000/; }
heal() { over_there python3 -m http.server 9000 & listening 9000 there; }
