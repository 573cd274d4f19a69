# A link-local address without its interface: every network has one like it.
# ask: [fe80::1234]:9000
# says: %eth0
setup() { over_there python3 -m http.server 9000 --bind :: & listening 9000 there; ip -n there addr add fe80::1234/64 dev eth0 nodad; sleep 2; }
client() { fetch "http://[fe80::1234${zone:-}]:9000/"; }
heal() { zone=%25eth0; }
