# A link-local address with the number of the interface for its zone.
# ask: [fe80::1234%2]:9000
setup() {
  over_there python3 -m http.server 9000 --bind :: & listening 9000 there
  ip -n there addr add fe80::1234/64 dev eth0 nodad
  until_true client
}
client() { fetch "http://[fe80::1234%252]:9000/"; }
