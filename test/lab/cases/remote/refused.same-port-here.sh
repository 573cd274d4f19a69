# A machine on the internet refuses a port that this machine happens to serve itself: it is behind the router, not the router.
# ask: 203.0.113.5:8000
# expect: remote/refused
# twin: route/hairpin-nat
setup() {
  web 8000
  far_network
  ip -n far addr add 203.0.113.5/32 dev lo
  ip -n there route add 203.0.113.5 via 10.50.0.2
  ip route add default via $there
}
client() { fetch http://203.0.113.5:8000/; }
heal() { from_far python3 -m http.server 8000 & listening 8000 far; }
