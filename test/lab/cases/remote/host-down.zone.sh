# A link-local address by the zone of another interface: nobody has it there.
# ask: [fe80::1234%eth1]:9000
# twin: remote/filtered
setup() { spare eth1 10.99.9.1/24; over_there python3 -m http.server 9000 --bind :: & listening 9000 there; ip -n there addr add fe80::1234/64 dev eth0 nodad; zone=eth1; sleep 2; }
client() { fetch "http://[fe80::1234%25$zone]:9000/"; }
heal() { zone=eth0; }
